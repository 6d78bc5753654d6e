using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.EndToEnd;

/// <summary>The kind in front of the real servers of every generation.</summary>
[Collection(SocketIOServersCollection.Name)]
public sealed class SocketIOGenerationTests(SocketIOServers servers)
{
    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Generation_FoundOut_IsTheStatusVersion(SocketIOServerKind kind)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(kind)));

        (await host.UntilAsync("online"))["version"]!.GetValue<string>().ShouldBe(kind switch
        {
            SocketIOServerKind.V0 => "socket.io 0.9",
            SocketIOServerKind.V1 => "socket.io 1, EIO 3",
            SocketIOServerKind.V2 => "socket.io 2, EIO 3",
            _ => "socket.io 3 or 4, EIO 4",
        });
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Generation_Fixed_TopicsCommandsAndBinaryWork(SocketIOServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        var version = kind == SocketIOServerKind.V4AllowEio3 ? 2 : (int)kind;
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, $$"""{"Version":"{{version.ToString(CultureInfo.InvariantCulture)}}"}"""));
        var client = await host.OpenLiveAsync("news", "/chat,*", "bin");

        await server.EmitAsync("news", """["é😀",{"n":1}]""");
        await server.EmitAsync("gossip", "[2]", "/chat");
        await Eventually.TrueAsync(() => client.Told().Count == 2, "both events");
        client.Messages.Where(static message => message.Kind is "event").Select(static message => message.Body["data"]!).ShouldContain(
            static data => JsonNode.DeepEquals(data, JsonNode.Parse("""["é😀",{"n":1}]""")));
        client.Told().ShouldContain("/chat,gossip gossip 2", StringComparer.Ordinal);

        var (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("ack", """[{"a":1}]"""));
        status.ShouldBe(HttpStatusCode.OK, body.ToJsonString());
        body["result"]!.ToJsonString().ShouldBe("""{"got":[{"a":1}]}""");
        (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("ack", """["fail"]"""));
        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToJsonString());
        body["hubError"]!["code"]!.GetValue<string>().ShouldBe("failed");

        (status, body, _) = await host.CommandAsync(SocketIOEntry.Command("binack", """[{"$binary":"AQID"}]"""));
        status.ShouldBe(kind == SocketIOServerKind.V0 ? HttpStatusCode.BadRequest : HttpStatusCode.OK, body.ToJsonString());
        if (kind != SocketIOServerKind.V0)
        {
            body["result"]!.ToJsonString().ShouldBe("""{"data":{"$binary":"AQID"},"len":3}""");
            await host.CommandAsync(SocketIOEntry.Command("bin", """[{"name":"f","data":{"$binary":"AQIDBP8A"}}]""", wait: false));
            await Eventually.TrueAsync(() => client.Told().Contains("""bin bin {"name":"f","data":{"$binary":"AQIDBP8A"},"len":6}""", StringComparer.Ordinal), "the bytes come back");
        }
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Transport_Auto_BecomesAWebSocket(SocketIOServerKind kind)
    {
        var server = await servers.GetAsync(kind);
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, """{"Transport":"Auto"}"""));

        using var limit = new CancellationTokenSource(Eventually.Limit);
        string? seen = null;
        while (seen is not "websocket")
        {
            limit.IsCancellationRequested.ShouldBeFalse($"The transport is {seen}.");
            seen = (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!["transport"]!.GetValue<string>();
        }
    }

    [Fact]
    public async Task Version_Wrong_SaysWhatTheServerIs()
    {
        await using var host = HubHost.Start(SocketIOEntry.Of(await servers.GetAsync(SocketIOServerKind.V2), """{"Version":"0"}"""));

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("The server is socket.io 2, EIO 3, but 'Version' says 0");
    }
}
