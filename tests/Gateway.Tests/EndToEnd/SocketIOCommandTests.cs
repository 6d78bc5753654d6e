using System.Net;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Chat;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.EndToEnd;

/// <summary>Commands to a Socket.IO hub, and what its acks mean: in front of a real server, which acknowledges whatever it is told to.</summary>
[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIOCommandTests(SocketIOServers servers)
{
    private const string Fixed = """{"Version":"4"}""";
    private const string Values = """{"Version":"4","Ack":"Values"}""";

    [Theory]
    [InlineData("[]", "null")]
    [InlineData("[null]", "null")]
    [InlineData("[5]", "5")]
    [InlineData("""[{"a":1}]""", """{"a":1}""")]
    [InlineData("""[{"error":null,"a":1}]""", """{"error":null,"a":1}""")]
    [InlineData("""[null,{"a":1}]""", """{"a":1}""")]
    [InlineData("[null,null]", "null")]
    [InlineData("[null,1,2]", "[1,2]")]
    public async Task Ack_ErrorFirst_IsOkWithItsValue(string ack, string result)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V4), Fixed));

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("values", ack));

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        (body["result"]?.ToJsonString() ?? "null").ShouldBe(result);
    }

    [Theory]
    [InlineData("""["bad",null]""", "\"bad\"")]
    [InlineData("""[{"code":7},null]""", """{"code":7}""")]
    [InlineData("""[{"code":7},"x",1]""", """{"code":7}""")]
    [InlineData("[false,1]", "false")]
    [InlineData("""[{"error":{"id":"x"},"a":1}]""", """{"error":{"id":"x"},"a":1}""")]
    [InlineData("""[{"error":""}]""", """{"error":""}""")]
    public async Task Ack_ErrorFirst_IsRejectedWithTheServersWords(string ack, string hubError)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V4), Fixed));

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("values", ack));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body["hubError"]!.ToJsonString().ShouldBe(hubError);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("""["bad",null]""")]
    [InlineData("""[{"error":"bad"}]""")]
    [InlineData("""[null,{"a":1.5}]""")]
    public async Task Ack_Values_IsOkWithTheWholeArray(string ack)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V4), Values));

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("values", ack));

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["result"]!.ToJsonString().ShouldBe(ack);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"got":[{"a":1}]}""")]
    [InlineData("7", """{"got":[7]}""")]
    [InlineData("[]", """{"got":[]}""")]
    [InlineData("""[[1],"é😀"]""", """{"got":[[1],"é😀"]}""")]
    public async Task Command_Arguments_AreAListOrTheOnlyOne(string args, string result)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V4), Fixed));

        var (_, body, _) = await host.CommandAsync(SocketIOEntry.Command("ack", args));

        JsonNode.DeepEquals(body["result"], JsonNode.Parse(result)).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public async Task Command_ToAnotherNamespace_JoinsItFirst()
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("/chat,whoami"));

        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["result"]!["namespace"]!.GetValue<string>().ShouldBe("/chat");
        hub.CountReceived("40/chat").ShouldBe(1);
    }

    [Fact]
    public async Task Command_ToANamespaceThatRefuses_IsRejectedAndNotSent()
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        hub.RefuseNamespace("/chat", "closed today");

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("/chat,message", """["hello"]"""));

        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body["hubError"]!.ToJsonString().ShouldContain("closed today");
        hub.CountReceived("message").ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"Version":"4"}""", "420[\"message\",\"hello\"]")]
    [InlineData("""{"Version":"4","Ack":"Values"}""", "42[\"message\",\"hello\"]")]
    public async Task Command_NotWaitedFor_AsksForAnAckOnlyWhereARefusalCanBeRead(string settings, string packet)
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub, settings));

        (await host.CommandAsync(SocketIOEntry.Command("message", """["hello"]""", wait: false))).Status.ShouldBe(HttpStatusCode.Accepted);

        await Eventually.TrueAsync(() => hub.CountReceived("message") == 1, "the message");
        hub.Received.ShouldContain(packet, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Command_NotWaitedForAndRefused_IsSentAndLogged()
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V4), Fixed));

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("values", """["bad",null]""", wait: false));

        (status, body["status"]!.GetValue<string>()).ShouldBe((HttpStatusCode.Accepted, "sent"));
        await Eventually.TrueAsync(
            () => host.Log.Lines.Any(static line => line is { Level: LogLevel.Warning } && line.Text.Contains("Hub home refused 'values', which nobody waited for: The server refused: bad", StringComparison.Ordinal)),
            "the refusal is logged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refusal_ThatRepeatsTheToken_IsToldWithoutIt(bool wait)
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));
        hub.RefuseCommand("message", $$"""{"error":"{{hub.Token}} may not","length":1}""");

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("message", """["hello"]""", wait));

        status.ShouldBe(wait ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.Accepted, body.ToJsonString());
        if (wait)
        {
            body["hubError"]!.ToJsonString().ShouldBe("""{"error":"*** may not","length":1}""");
            body["detail"]!.GetValue<string>().ShouldContain("*** may not");
        }
        else
        {
            await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("*** may not", StringComparison.Ordinal)), "the refusal is logged");
        }
    }

    [Theory]
    [InlineData("/chat")]
    [InlineData("/chat,")]
    [InlineData("/a b,message")]
    public async Task Command_NameThatIsNone_IsInvalid(string name)
    {
        await using var hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false });
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(hub));

        (await host.CommandAsync(SocketIOEntry.Command(name))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }
}
