using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>Servers, and what stands before them, that answer the question by polling in ways of their own.</summary>
public sealed class SocketIOProbeTests
{
    private const string Open = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";

    private readonly ConcurrentQueue<string> _requests = new();

    [Theory]
    [InlineData(404, "Not Found", "WebSocket")]
    [InlineData(426, "Upgrade Required", "WebSocket")]
    [InlineData(400, "Invalid transport", "WebSocket")]
    [InlineData(400, "{\"code\":3,\"message\":\"Bad request\"}", "WebSocket")]
    [InlineData(404, "Not Found", "Auto")]
    [InlineData(400, "Invalid transport", "Auto")]
    public async Task Open_PollingRefusedInOtherWords_TheWebSocketDecides(int status, string words, string transport)
    {
        await using var hub = await ScriptedHub.StartAsync(context => ServeAsync(context, status, words, static _ => true));
        var dialer = DialerOf(Options(hub) with { Transport = Enum.Parse<SocketIOTransport>(transport) });

        for (var time = 0; time < 2; time++)
        {
            await using var connection = await OpenAsync(dialer);
            connection.Generation.ToString().ShouldBe("socket.io 3 or 4, EIO 4");
        }
    }

    [Fact]
    public async Task Open_HandshakeUrlOfAWebSocket_IsNoWrongUrl()
    {
        await using var hub = await ScriptedHub.StartAsync(context => ServeAsync(context, 400, "{\"code\":3,\"message\":\"Bad request\"}", static _ => true));

        await using var connection = await OpenAsync(DialerOf(Options(hub) with { HandshakeUrl = new Uri(hub.Url, "socket.io/?EIO=4&transport=websocket&room=1") }));

        connection.Revision.Number.ShouldBe(4);
    }

    [Fact]
    public async Task Open_ServerThatTakesEngine3Only_IsFoundByItsWords()
    {
        await using var hub = await ScriptedHub.StartAsync(context => ServeAsync(context, 400, "{\"code\":5,\"message\":\"Unsupported protocol version\"}", static revision => revision is "3"));

        await using var connection = await OpenAsync(DialerOf(Options(hub)));

        connection.Generation.ToString().ShouldBe("socket.io 1 or 2, EIO 3");
        _requests.ShouldBe(["GET 4", "UPGRADE 3"]);
    }

    [Fact]
    public async Task Open_ServerThatTakesEngine3AndWebSocketsOnly_IsFoundByTrying()
    {
        await using var hub = await ScriptedHub.StartAsync(context => ServeAsync(context, 404, "", static revision => revision is "3"));
        var dialer = DialerOf(Options(hub));

        await using (var connection = await OpenAsync(dialer))
        {
            connection.Generation.ToString().ShouldBe("socket.io 1 or 2, EIO 3");
        }

        await using var again = await OpenAsync(dialer);
        _requests.ShouldBe(["GET 4", "UPGRADE 4", "UPGRADE 3", "UPGRADE 3"]);
    }

    [Theory]
    [InlineData("WebSocket", 404)]
    [InlineData("Auto", 404)]
    [InlineData("WebSocket", 502)]
    [InlineData("Polling", 404)]
    public async Task Open_NothingOfTheKindThere_NamesTheStatus(string transport, int status)
    {
        await using var hub = await ScriptedHub.StartAsync(context => ServeAsync(context, status, "<html>", static _ => false));

        var opening = await DialerOf(Options(hub) with { Transport = Enum.Parse<SocketIOTransport>(transport) }).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon();

        var reason = opening.Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("not-the-hub");
        reason.Message.ShouldContain($"is no Socket.IO server (HTTP {status})");
        _requests.Any(static request => request.StartsWith("UPGRADE", StringComparison.Ordinal)).ShouldBe(transport is not "Polling");
    }

    [Fact]
    public async Task Open_UpgradeRefusedWherePollingIsNot_SaysSoAndLeavesNoSession()
    {
        var posted = new ConcurrentQueue<string>();
        await using var hub = await ScriptedHub.StartAsync(async context =>
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK;
            if (HttpMethods.IsPost(context.Request.Method))
            {
                using var reader = new StreamReader(context.Request.Body);
                posted.Enqueue($"{context.Request.Query["sid"]} {await reader.ReadToEndAsync(context.RequestAborted)}");
            }

            await context.Response.WriteAsync(context.WebSockets.IsWebSocketRequest ? "" : Open.Replace("\"s\"", "\"session-id\"", StringComparison.Ordinal));
        });

        var opening = await DialerOf(Options(hub) with { Version = SocketIOVersion.V4 }).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon();

        var reason = opening.Reason.ShouldNotBeNull();
        reason.IsFinal.ShouldBeFalse();
        reason.Message.ShouldContain("HTTP 401");
        reason.Message.ShouldContain("by polling");
        reason.Message.ShouldNotContain("session-id");
        posted.Contains("session-id 1", StringComparer.Ordinal).ShouldBeTrue();
    }

    [Theory]
    [InlineData("Auto")]
    [InlineData("V4")]
    public async Task Open_UpgradeRefusedAndNoPollingThere_IsTheCredentials(string version)
    {
        await using var hub = await ScriptedHub.StartAsync(context =>
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest ? StatusCodes.Status401Unauthorized : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

        var opening = await DialerOf(Options(hub) with { Version = Enum.Parse<SocketIOVersion>(version) }).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon();

        var reason = opening.Reason.ShouldNotBeNull();
        reason.Name.ShouldBe("credentials-refused");
        reason.Message.ShouldContain("HTTP 401");
    }

    private static SocketIOOptions Options(ScriptedHub hub) => new(hub.Url, new TlsOptions(null, null));

    private static SocketIODialer DialerOf(SocketIOOptions options) => new(options, TimeProvider.System, NullLogger.Instance);

    private static async Task<SocketIOConnection> OpenAsync(SocketIODialer dialer)
    {
        var opening = await dialer.OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon();
        opening.Reason.ShouldBeNull();
        return opening.Connection!;
    }

    /// <summary>Answers HTTP so; opens a WebSocket of a revision that it takes, as the server of that revision does, and else refuses it with the same status.</summary>
    private async Task ServeAsync(HttpContext context, int status, string words, Func<string?, bool> takes)
    {
        string? revision = context.Request.Query["EIO"];
        _requests.Enqueue($"{(context.WebSockets.IsWebSocketRequest ? "UPGRADE" : context.Request.Method)} {revision}");
        if (!context.WebSockets.IsWebSocketRequest || !takes(revision))
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(words);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await SendAsync(socket, Open);
            if (revision is "3")
            {
                await SendAsync(socket, "40");
            }

            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } received)
            {
                if (Encoding.UTF8.GetString(buffer, 0, received.Count) is "40")
                {
                    await SendAsync(socket, "40{\"sid\":\"a\"}");
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private static Task SendAsync(WebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
