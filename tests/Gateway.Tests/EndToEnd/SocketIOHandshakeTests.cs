using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams;
using Gateway.Tests.Upstreams.SocketIO.Servers;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.EndToEnd;

/// <summary>What an entry says of the handshake, and what the real server of each generation sees of it.</summary>
public sealed class SocketIOHandshakeTests(SocketIOServers servers) : IClassFixture<SocketIOServers>
{
    [Theory]
    [InlineData("0", "WebSocket", "GET /socket.io/1/", "UPGRADE /socket.io/1/websocket/s")]
    [InlineData("0", "Polling", "GET /socket.io/1/", "GET /socket.io/1/xhr-polling/s")]
    [InlineData("2", "WebSocket", "UPGRADE /socket.io/")]
    [InlineData("2", "Polling", "GET /socket.io/")]
    [InlineData("4", "WebSocket", "UPGRADE /socket.io/")]
    [InlineData("4", "Polling", "GET /socket.io/")]
    [InlineData("4", "Auto", "GET /socket.io/", "UPGRADE /socket.io/")]
    [InlineData("Auto", "WebSocket", "GET /socket.io/", "UPGRADE /socket.io/")]
    public async Task Headers_BeforeTheHandshake_AreOnItsVeryFirstRequestAndOnAllThatFollow(string version, string transport, string first, string? then = null)
    {
        var requests = new ConcurrentQueue<(string Line, string? Site, string? Authorization)>();
        await using var server = await ScriptedHub.StartAsync(context =>
        {
            var method = context.WebSockets.IsWebSocketRequest ? "UPGRADE" : context.Request.Method;
            requests.Enqueue(($"{method} {context.Request.Path}", context.Request.Headers["X-Site"], context.Request.Headers.Authorization));
            return OpenSessionAsync(context);
        });
        await using var host = HubHost.Start(SocketIOEntry.Of(
            server.Url, $$"""{"Headers":{"X-Site":"a","Authorization":"Bearer good"},"Version":"{{version}}","Transport":"{{transport}}"}"""));

        await Eventually.TrueAsync(
            () => requests.Any(request => string.Equals(request.Line, then ?? first, StringComparison.Ordinal)), $"'{then ?? first}' comes");

        requests.First().Line.ShouldBe(first);
        requests.ShouldAllBe(static request => request.Site == "a" && request.Authorization == "Bearer good");
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task AuthTokenHeader_OfEveryGeneration_OpensTheNamespaceThatAsksForIt(SocketIOServerKind kind)
    {
        var seen = await InfoAsync(kind, """{"Namespace":"/secure","Headers":{"Authorization":"Bearer good"}}""");

        seen["namespace"]!.GetValue<string>().ShouldBe("/secure");
        seen["headers"]!["authorization"]!.GetValue<string>().ShouldBe("Bearer good");
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task HandshakeUrl_Custom_OpensTheSessionOfEveryGeneration(SocketIOServerKind kind)
    {
        var path = kind == SocketIOServerKind.V0 ? "socket.io/1/" : "socket.io/";
        var seen = await InfoAsync(kind, $$"""{"Query":{"x":"1"},"HandshakeUrl":"{{(await servers.GetAsync(kind)).Url}}{{path}}?from=handshake"}""");

        seen["query"]!["from"]!.GetValue<string>().ShouldBe("handshake");
        seen["query"]!["x"].ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Timestamp_OnOrOff_IsInTheHandshakeOfEveryGenerationOrNot(SocketIOServerKind kind)
    {
        var on = await InfoAsync(kind, """{"Timestamp":true}""");
        var off = await InfoAsync(kind, """{"Timestamp":false}""");

        long.Parse(on["query"]!["t"]!.GetValue<string>(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(1_700_000_000_000);
        off["query"]!["t"].ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task QueryParameters_EncodedOrNot_ArriveAsMeantAtEveryGeneration(SocketIOServerKind kind)
    {
        var encoded = await InfoAsync(kind, """{"Query":{"x y":"a%26b&c=é"}}""");
        var given = await InfoAsync(kind, """{"Query":{"x":"a%26b&y=2"},"EncodeQuery":false}""");

        encoded["query"]!["x y"]!.GetValue<string>().ShouldBe("a%26b&c=é");
        given["query"]!["x"]!.GetValue<string>().ShouldBe("a&b");
        given["query"]!["y"]!.GetValue<string>().ShouldBe("2");
    }

    [Theory]
    [InlineData(SocketIOServerKind.V1, "WebSocket")]
    [InlineData(SocketIOServerKind.V1, "Polling")]
    [InlineData(SocketIOServerKind.V2, "WebSocket")]
    [InlineData(SocketIOServerKind.V2, "Polling")]
    [InlineData(SocketIOServerKind.V3, "WebSocket")]
    [InlineData(SocketIOServerKind.V3, "Polling")]
    [InlineData(SocketIOServerKind.V4, "WebSocket")]
    [InlineData(SocketIOServerKind.V4, "Polling")]
    public async Task Base64_On_IsAskedForAndBytesGoBothWays(SocketIOServerKind kind, string transport)
    {
        var entry = SocketIOEntry.Of(await servers.GetAsync(kind), kind, $$"""{"Base64":true,"Transport":"{{transport}}"}""");
        await using var host = await HubHost.OnlineAsync(entry);
        var client = await host.OpenLiveAsync("bin");

        var info = (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!;
        var (_, answer, _) = await host.CommandAsync(SocketIOEntry.Command("binack", """[{"$binary":"AQID/w=="}]"""));
        await host.CommandAsync(SocketIOEntry.Command("bin", """[{"name":"é😀","data":{"$binary":"AQIDBP8A"}}]""", wait: false));
        await Eventually.TrueAsync(() => client.Told().Count == 1, "the bytes come back");

        info["query"]!["b64"]!.GetValue<string>().ShouldBe("1");
        answer["result"]!.ToJsonString().ShouldBe("""{"data":{"$binary":"AQID/w=="},"len":4}""");
        var data = client.Messages.Last(static message => message.Kind is "event").Body["data"];
        JsonNode.DeepEquals(data, JsonNode.Parse("""{"name":"é😀","data":{"$binary":"AQIDBP8A"},"len":6}""")).ShouldBeTrue(data!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(SocketIOServerKinds.All), MemberType = typeof(SocketIOServerKinds))]
    public async Task Polling_OnOrOff_IsWhatTheServerOfEveryGenerationSees(SocketIOServerKind kind)
    {
        var on = await InfoAsync(kind, """{"Transport":"Polling"}""");
        var off = await InfoAsync(kind, """{"Transport":"WebSocket"}""");

        on["transport"]!.GetValue<string>().ShouldBe("polling");
        off["transport"]!.GetValue<string>().ShouldBe("websocket");
    }

    [Theory]
    [InlineData(SocketIOServerKind.V0)]
    [InlineData(SocketIOServerKind.V2)]
    [InlineData(SocketIOServerKind.V4)]
    public async Task Polling_Off_WorksWhereTheServerHasNone(SocketIOServerKind kind)
    {
        await using var server = await SocketIOServer.StartAsync(kind, "--transports", "websocket");
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(server, kind, """{"Transport":"WebSocket"}"""));

        var (_, answer, _) = await host.CommandAsync(SocketIOEntry.Command("ack", "[1]"));

        answer["result"]!.ToJsonString().ShouldBe("""{"got":[1]}""");
    }

    /// <summary>Opens a session of whichever generation is asked for, and says no more.</summary>
    private static Task OpenSessionAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest || context.Request.Path.StartsWithSegments("/socket.io/1/xhr-polling", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        if (context.Request.Query.ContainsKey("sid"))
        {
            return HttpMethods.IsPost(context.Request.Method) ? context.Response.WriteAsync("ok") : GoneAsync(context.RequestAborted);
        }

        return context.Response.WriteAsync(
            context.Request.Path == "/socket.io/1/" ? "s:15:25:websocket,xhr-polling" : """0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""");
    }

    private static async Task GoneAsync(CancellationToken aborted)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = aborted.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), gone);
        await gone.Task;
    }

    /// <summary>What the server says it saw of the handshake.</summary>
    private async Task<JsonNode> InfoAsync(SocketIOServerKind kind, string settings)
    {
        await using var host = await HubHost.OnlineAsync(SocketIOEntry.Of(await servers.GetAsync(kind), kind, settings));
        return (await host.CommandAsync(SocketIOEntry.Command("info"))).Body["result"]!;
    }
}
