using System.Net;
using Gateway.DemoHubs.Chat;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.EndToEnd;

/// <summary>Packets written as they are.</summary>
[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIORawTests(SocketIOServers servers)
{
    private static readonly ChatDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Raw_EventWithAnAckId_IsWrittenUntouchedAndItsAckIsAnEvent()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var client = await host.OpenLiveAsync("ack");

        using var answer = await host.RawAsync("""42777["whoami" ]""" + "\n");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => client.Told().Count == 1, "the ack");
        client.Told()[0].ShouldStartWith("""ack ack {"id":777,"args":[null,{"id":""");
        hub.Received.ShouldContain("""42777["whoami" ]""", StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Raw_OnEveryGeneration_ReachesTheServerAsAnEvent(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, kind, "{}"));
        var client = await host.OpenLiveAsync("echo");
        var isLegacy = kind == SocketIOServerKind.V0;

        using var added = await host.RawAsync(isLegacy ? """5:::{"name":"add user","args":["John"]}""" : """42["add user","John"]""");
        using var echoed = await host.RawAsync(isLegacy ? """5:::{"name":"echo","args":["John",1.50]}""" : """42["echo","John",1.50]""");

        added.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        echoed.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => client.Told().Count == 1, "the echo");
        client.Told().ShouldBe(["""echo echo ["John",1.5]"""]);
        (await server.CountsAsync()).Received["add user"].ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("2")]
    [InlineData("41")]
    [InlineData("40/chat,")]
    [InlineData("42[\"message\",")]
    [InlineData("42{}")]
    [InlineData("43[1]")]
    [InlineData("451-[\"picture\",{\"_placeholder\":true,\"num\":0}]")]
    [InlineData("42/chat,[\"message\",\"hello\"]")]
    public async Task Raw_WhatIsNoneOrWouldBreakTheSession_IsInvalidAndNotWritten(string packet)
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        var before = hub.Received.Count;

        using var answer = await host.RawAsync(packet);

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldNotBeEmpty();
        hub.Received.Count.ShouldBe(before);
        (await host.CommandAsync(SocketIOEntry.Command("whoami"))).Status.ShouldBe(HttpStatusCode.OK);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Raw_OtherContentType_IsUnsupported()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));

        using var answer = await host.RawAsync("42[\"whoami\"]", contentType: "application/json");

        (await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type")).Detail().ShouldContain("text/plain");
    }

    [Fact]
    public async Task Raw_UnknownHub_IsNotFound()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = HubHost.Start(SocketIOEntry.Of(hub));

        using var answer = await host.RawAsync("42[\"whoami\"]", hub: "nobody");

        await answer.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task Raw_HubIsAway_IsOfflineAndSaysWhenToTryAgain()
    {
        await using var hub = await ChatDemoHub.StartAsync(Still);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        await hub.KillAsync();
        await host.UntilAsync("retrying");

        using var answer = await host.RawAsync("42[\"message\",\"hello\"]");

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "offline");
        answer.Headers.RetryAfter.ShouldNotBeNull();
        await hub.RestartAsync();
        await host.UntilAsync("online");
        hub.CountReceived("message").ShouldBe(0);
    }

    [Fact]
    public async Task Raw_HubThatSpeaksNoSocketIO_IsInvalid()
    {
        await using var hub = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(new() { ["Kind"] = "HomeAssistant", ["Url"] = hub.Url.ToString(), ["Token"] = hub.Token });

        using var answer = await host.RawAsync("42[\"whoami\"]");

        (await answer.ProblemAsync(HttpStatusCode.BadRequest, "invalid")).Detail().ShouldContain("Socket.IO");
    }

    [Fact]
    public async Task Raw_AnswerToAServersQuestion_ReachesTheServer()
    {
        var server = await servers.GetAsync(SocketIOServerKind.V4);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, """{"Version":"4"}"""));
        var client = await host.OpenLiveAsync("question", "answered");

        (await host.CommandAsync(SocketIOEntry.Command("askme", "[7]", wait: false))).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => client.Told().Count == 1, "the question");
        client.Told()[0].ShouldBe("""question question {"n":7} [{"ackId":0}]""");
        using var answer = await host.RawAsync("""430[null,{"ok":7}]""");

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.TrueAsync(() => client.Told().Count == 2, "the server has the answer");
        client.Told()[1].ShouldBe("""answered answered [null,{"ok":7}]""");
    }
}
