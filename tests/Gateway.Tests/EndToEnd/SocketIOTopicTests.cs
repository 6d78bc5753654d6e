using System.Net;
using Gateway.DemoHubs.Chat;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>Topics of a Socket.IO hub, in front of the chat room.</summary>
public sealed class SocketIOTopicTests
{
    private static readonly ChatDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Topic_WithAndWithoutANamespace_HearsItsOwnEventsOnly()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        hub.ActiveSubscriptions.ShouldBe(["/"]);
        var root = await host.OpenLiveAsync("news");
        var chat = await host.OpenLiveAsync("/chat,news");
        hub.ActiveSubscriptions.ShouldBe(["/", "/chat"], ignoreOrder: true);

        hub.Emit("/", "news", "1");
        hub.Emit("/chat", "news", "2");
        hub.Emit("/", "other", "3");
        hub.Emit("/", "news", "4");
        hub.Emit("/chat", "news", "5");

        await UntilToldAsync(root, "news news 4");
        await UntilToldAsync(chat, "/chat,news news 5");
        root.Told().ShouldBe(["news news 1", "news news 4"]);
        chat.Told().ShouldBe(["/chat,news news 2", "/chat,news news 5"]);
    }

    [Fact]
    public async Task Topic_StarsOfBothNamespaces_TellEachEventOnceByItsOwnName()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var client = await host.OpenLiveAsync("*", "news", "ne*", "/chat,*", "/chat,say \"hi\"");

        hub.Emit("/", "news", "1");
        hub.Emit("/chat", "say \"hi\"", "2");
        hub.Emit("/", "a/b,c", "3");
        await UntilToldAsync(client, "a/b,c a/b,c 3");
        await UntilToldAsync(client, "/chat,say \"hi\" say \"hi\" 2");

        client.Told().ShouldBe(["news news 1", "/chat,say \"hi\" say \"hi\" 2", "a/b,c a/b,c 3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Event_OfNoneOneAndSeveralArguments_HasNullTheOneOrAList()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var client = await host.OpenLiveAsync("news");

        hub.Emit("/", "news");
        hub.Emit("/", "news", """{"a":1.50,"big":12345678901234567890}""");
        hub.Emit("/", "news", "1e2", "[]", "null");
        hub.Emit("/", "news", "[7]");
        await UntilToldAsync(client, "news news [7]");

        client.Told().ShouldBe(["news news null", """news news {"a":1.50,"big":12345678901234567890}""", "news news [1e2,[],null]", "news news [7]"]);
    }

    [Fact]
    public async Task Binary_BothWays_IsBase64InAnObject()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var client = await host.OpenLiveAsync("picture");

        hub.SendPicture("Ada", new byte[] { 1, 2, 3, 4, 255, 0 });
        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("picture", """[{"$binary":"AQID"}]"""));
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["result"]!.ToJsonString().ShouldBe("""{"id":2,"bytes":3}""");

        await Eventually.TrueAsync(() => client.Told().Count == 2, "both pictures");
        client.Told()[0].ShouldBe("""picture picture {"id":1,"from":"Ada","data":{"$binary":"AQIDBP8A"}}""");
        client.Told()[1].ShouldEndWith("""data":{"$binary":"AQID"}}""");
    }

    [Theory]
    [InlineData("/chat", "a comma and the event's name must follow")]
    [InlineData("/chat,", "The event's name is empty")]
    [InlineData("/a b,news", "has a space")]
    [InlineData("/chat?room=1,news", "its name alone belongs here")]
    public async Task Topic_ThatCannotBe_IsRefusedWithTheReason(string topic, string reason)
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = HubHost.Start(SocketIOEntry.Of(hub));

        using var answer = await host.Http.GetAsync($"/api/hubs/home/events?topic={Uri.EscapeDataString(topic)}").Soon();

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain(reason);
    }

    [Fact]
    public async Task Namespace_Unknown_FailsByNameAndTheSessionStays()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));

        var client = await host.OpenAsync("/nope,news", "news");
        await client.UntilTopicAsync("/nope,news", "failed");
        await client.UntilTopicAsync("news", "live");

        (await host.UntilAsync("degraded"))["reason"]!.GetValue<string>().ShouldContain("'/nope'");
        (await host.SubscriptionsAsync()).Select(static row => row["error"]?.GetValue<string>()).OfType<string>().ShouldHaveSingleItem().ShouldContain("Invalid namespace");
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Namespace_ServerRemovesUsFromTheHubsOwn_SessionIsOpenedAgainAndJoinsIt()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub, """{"Version":"4","Namespace":"/chat"}"""));
        var client = await host.OpenLiveAsync("news");

        hub.KickNamespace("/chat");
        await client.UntilTopicAsync("news", "live", times: 2);
        hub.Emit("/chat", "news", "1");
        await UntilToldAsync(client, "news news 1");

        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(1);
        host.Log.Lines.ShouldContain(static line => line.Text.Contains("removed us from the namespace '/chat'", StringComparison.Ordinal));
        hub.OpenConnections.ShouldBe(1);
    }

    [Fact]
    public async Task Namespace_ServerRemovesUsFromAnother_OnlyItsTopicsFailAndAreAskedForAgain()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var client = await host.OpenLiveAsync("/chat,news", "news");
        hub.HoldAnswers("whoami");
        var command = host.CommandAsync(SocketIOEntry.Command("whoami"));
        await Eventually.TrueAsync(() => hub.CountReceived("whoami") == 1, "the command is under way");

        hub.KickNamespace("/chat");
        await client.UntilTopicAsync("/chat,news", "failed");
        hub.ReleaseAnswers("whoami");
        (await command).Status.ShouldBe(HttpStatusCode.OK);
        await client.UntilTopicAsync("/chat,news", "live", times: 2);
        hub.Emit("/chat", "news", "1");
        await UntilToldAsync(client, "/chat,news news 1");

        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(0);
        client.Messages.Count(static message => message.Kind is "topic" && message.Body["error"]?.GetValue<string>().Contains("removed us from the namespace '/chat'", StringComparison.Ordinal) == true).ShouldBe(1);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    private static Task UntilToldAsync(UpstreamSseClient client, string line) =>
        Eventually.TrueAsync(() => client.Told().Contains(line, StringComparer.Ordinal), line);
}
