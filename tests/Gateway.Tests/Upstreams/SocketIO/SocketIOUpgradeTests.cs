using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>An upgrade that fails before the server was told of it costs nothing: polling goes on.</summary>
public sealed class SocketIOUpgradeTests : IDisposable
{
    private readonly ConcurrentQueue<string> _frames = new();
    private readonly LogSink _log = new();

    public void Dispose() => _log.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WebSocket_LostBehindTheProbe_PollingGoesOn(bool isCut)
    {
        var receiver = new RecordingReceiver();
        await using var server = await PollingServer.StartAsync(PollingServer.OpenWithUpgrade);
        server.OnUpgrade = context => ServeAsync(context, server, async socket =>
        {
            if (isCut)
            {
                context.Abort();
            }
            else
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
            }
        });
        var dialer = new SocketIODialer(server.Options(SocketIOTransport.Auto), TimeProvider.System, _log.CreateLogger("dialer"));
        var connection = await server.OpenAsync(dialer, receiver);
        await Eventually.TrueAsync(() => _frames.Contains("2probe", StringComparer.Ordinal), "the probe");

        (await EmitAsync(connection, "a").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);

        await FailureAsync();
        server.Say("6");
        server.Say("42[\"after\"]");
        await receiver.FirstAsync("after");
        await Eventually.TrueAsync(() => server.Bodies.Contains("42[\"a\"]", StringComparer.Ordinal), "the event is posted");
        connection.Completion.IsCompleted.ShouldBeFalse();
        _frames.ShouldBe(["2probe"]);
    }

    [Fact]
    public async Task OpenGet_ThatNeverEnds_TheUpgradeIsGivenUpAndCommandsGoOn()
    {
        var time = new FakeTime();
        var receiver = new RecordingReceiver();
        await using var server = await PollingServer.StartAsync(PollingServer.OpenWithUpgrade);
        var isProbed = false;
        server.OnUpgrade = context => ServeAsync(context, server, _ =>
        {
            Volatile.Write(ref isProbed, true);
            return Task.CompletedTask;
        });
        var connection = await server.OpenAsync(server.Options(SocketIOTransport.Auto), time, receiver);
        await Eventually.TrueAsync(() => Volatile.Read(ref isProbed) && time.Timers == 2, "the heart and the upgrade wait");
        var emitted = EmitAsync(connection, "a");

        time.Advance(TimeSpan.FromSeconds(10));

        (await emitted.Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        server.Say("42[\"after\"]");
        await receiver.FirstAsync("after");
        server.Bodies.Contains("42[\"a\"]", StringComparer.Ordinal).ShouldBeTrue();
        connection.Completion.IsCompleted.ShouldBeFalse();
        _frames.ShouldBe(["2probe"]);
    }

    [Fact]
    public async Task Failure_IsRememberedForAWhile()
    {
        var time = new FakeTime();
        await using var server = await PollingServer.StartAsync(PollingServer.OpenWithUpgrade);
        var dialer = new SocketIODialer(server.Options(SocketIOTransport.Auto), time, _log.CreateLogger("dialer"));
        var first = await server.OpenAsync(dialer);
        await FailureAsync();
        first.Abort(DisconnectReason.Stopping);

        var second = await server.OpenAsync(dialer);
        (await EmitAsync(second, "a").Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        server.Sessions.ShouldBe(2);
        server.Upgrades.ShouldBe(1);
        second.Abort(DisconnectReason.Stopping);

        time.Advance(TimeSpan.FromMinutes(5));
        await server.OpenAsync(dialer);
        await Eventually.TrueAsync(() => server.Upgrades == 2, "it is tried again");
    }

    private static Task<UpstreamReply> EmitAsync(SocketIOConnection connection, string name) =>
        connection.SendAsync(SocketIORequest.Event("/", name, default, wantsAck: false), CancellationToken.None);

    private Task FailureAsync() =>
        Eventually.TrueAsync(() => _log.Lines.Any(static line => line.Text.Contains("upgrade", StringComparison.Ordinal)), "the failure is told");

    /// <summary>Answers the probe, then does this, then only notes what comes.</summary>
    private async Task ServeAsync(HttpContext context, PollingServer server, Func<WebSocket, Task> then)
    {
        await server.Joined.Soon();
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } received)
            {
                var frame = Encoding.UTF8.GetString(buffer, 0, received.Count);
                _frames.Enqueue(frame);
                if (frame is "2probe")
                {
                    await socket.SendAsync("3probe"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                    await then(socket);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client has gone, or was cut.
        }
    }
}
