using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>A command whose time passes while something else is being written, over real sockets.</summary>
public sealed class SocketIOWriteMomentTests
{
    private const string Open = """0{"sid":"s","upgrades":[%],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000}""";

    private readonly ConcurrentQueue<string> _bodies = new();
    private readonly SemaphoreSlim _posts = new(0);
    private readonly TaskCompletionSource _poll = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _polls;

    [Fact]
    public async Task Polling_TimePassesBehindAnEarlierPostOfTheBatch_IsNeverSent()
    {
        await using var hub = await ScriptedHub.StartAsync(context => PollAsync(context, upgrades: ""));
        await using var connection = await OpenAsync(hub, SocketIOTransport.Polling);
        var blocking = EmitAsync(connection, "x", 10);
        await UntilBodiesAsync(2);
        using var patience = new CancellationTokenSource();
        var first = EmitAsync(connection, "a", 800);
        var late = EmitAsync(connection, "late", 800, patience.Token);
        var next = EmitAsync(connection, "b", 800);
        _posts.Release();
        await UntilBodiesAsync(3);

        await patience.CancelAsync();

        (await late.Soon()).Kind.ShouldBe(UpstreamReplyKind.Expired);
        _posts.Release(100);
        (await Task.WhenAll(blocking, first, next).Soon()).ShouldAllBe(static reply => reply.Kind == UpstreamReplyKind.Yes);
        _bodies.Count(static body => body.Contains("\"late\"", StringComparison.Ordinal)).ShouldBe(0);
        _bodies.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Upgrade_TimePassesWhileTheOpenGetIsWaitedFor_IsNeverSent()
    {
        _posts.Release(1_000);
        var frames = new ConcurrentQueue<string>();
        await using var hub = await ScriptedHub.StartAsync(context =>
            context.WebSockets.IsWebSocketRequest ? UpgradeAsync(context, frames) : PollAsync(context, "\"websocket\""));
        await using var connection = await OpenAsync(hub, SocketIOTransport.Auto);
        await Eventually.TrueAsync(() => frames.Contains("2probe", StringComparer.Ordinal), "the probe");

        // The probe's answer is on its way; what is not posted any more waits for the change.
        Task<UpstreamReply> late;
        using var patience = new CancellationTokenSource();
        var number = 0;
        do
        {
            late = EmitAsync(connection, $"late {number++}", 1, patience.Token);
            await Task.WhenAny(late, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        }
        while (late.IsCompleted && number < 1_000);

        late.IsCompleted.ShouldBeFalse();

        var before = _bodies.Count;
        await patience.CancelAsync();
        (await late.Soon()).Kind.ShouldBe(UpstreamReplyKind.Expired);
        _poll.TrySetResult();
        (await EmitAsync(connection, "after", 1).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        await Eventually.TrueAsync(() => frames.Any(static frame => frame.Contains("\"after\"", StringComparison.Ordinal)), "the next one is written");

        frames.ShouldBe(["2probe", "5", """42["after","x"]"""]);
        _bodies.Count.ShouldBe(before);
    }

    [Fact]
    public async Task WebSocket_TimePassesWhileTheSocketStalls_OneAtMostIsUnderWay()
    {
        await using var hub = await ScriptedHub.StartAsync();
        var opening = new SocketIODialer(Options(hub, SocketIOTransport.WebSocket), TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), CancellationToken.None);
        var server = await hub.AcceptAsync();
        await server.SendAsync(Open.Replace("%", "", StringComparison.Ordinal).Replace("1000}", "1000000}", StringComparison.Ordinal));
        (await server.ReadAsync()).ShouldBe("40");
        await server.SendAsync("40{\"sid\":\"a\"}");
        await using var connection = (await opening.Soon()).Connection.ShouldNotBeNull();
        server.Pause();
        using var patience = new CancellationTokenSource();
        var emitted = Enumerable.Range(0, 1_000).Select(number => EmitAsync(connection, $"e{number}", 20_000, patience.Token)).ToArray();
        var done = -1;
        while (done != (done = emitted.Count(static task => task.IsCompleted)))
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        }

        await patience.CancelAsync();
        var replies = await Task.WhenAll(emitted).Soon();
        server.Resume();

        replies.Count(static reply => reply.Kind == UpstreamReplyKind.Expired).ShouldBeGreaterThan(100);
        (await EmitAsync(connection, "last", 1).Soon()).Kind.ShouldBe(UpstreamReplyKind.Yes);
        var received = 0;
        while (!(await server.ReadAsync()).Contains("\"last\"", StringComparison.Ordinal))
        {
            received++;
        }

        received.ShouldBe(replies.Count(static reply => reply.Kind is UpstreamReplyKind.Yes or UpstreamReplyKind.TimedOut));

        // What is in the socket is told as written only when its batch is: a batch of 256 KiB, and the one frame that stalls.
        (received - done).ShouldBeLessThanOrEqualTo(14);
    }

    private static SocketIOOptions Options(ScriptedHub hub, SocketIOTransport transport) =>
        new(hub.Url, new TlsOptions(null, null)) { Version = SocketIOVersion.V4, Transport = transport };

    private static Task<UpstreamReply> EmitAsync(SocketIOConnection connection, string name, int length, CancellationToken cancellationToken = default) =>
        connection.SendAsync(SocketIORequest.Event("/", name, Encoding.UTF8.GetBytes($"[\"{new string('x', length)}\"]"), wantsAck: false), cancellationToken);

    private async Task<SocketIOConnection> OpenAsync(ScriptedHub hub, SocketIOTransport transport)
    {
        _posts.Release();
        return (await new SocketIODialer(Options(hub, transport), TimeProvider.System, NullLogger.Instance).OpenAsync(new RecordingReceiver(), CancellationToken.None).Soon()).Connection.ShouldNotBeNull();
    }

    private Task UntilBodiesAsync(int count) => Eventually.TrueAsync(() => _bodies.Count >= count, $"{count} bodies are posted");

    /// <summary>Notes each body as it comes and answers it when a post is released; a GET is open until the test ends it.</summary>
    private async Task PollAsync(HttpContext context, string upgrades)
    {
        if (HttpMethods.IsPost(context.Request.Method))
        {
            using var reader = new StreamReader(context.Request.Body);
            _bodies.Enqueue(await reader.ReadToEndAsync(context.RequestAborted));
            _asked.TrySetResult();
            await _posts.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("ok");
        }
        else if (!context.Request.Query.ContainsKey("sid"))
        {
            await context.Response.WriteAsync(Open.Replace("%", upgrades, StringComparison.Ordinal));
        }
        else if (Interlocked.Increment(ref _polls) == 1)
        {
            await _asked.Task.Soon();
            await context.Response.WriteAsync("40{\"sid\":\"a\"}");
        }
        else
        {
            // What the poll before said has been read.
            _joined.TrySetResult();
            await using var registration = context.RequestAborted.UnsafeRegister(_ => _poll.TrySetResult(), null);
            await _poll.Task;
            await context.Response.WriteAsync("6");
        }
    }

    private async Task UpgradeAsync(HttpContext context, ConcurrentQueue<string> frames)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted) is { MessageType: WebSocketMessageType.Text } received)
            {
                var frame = Encoding.UTF8.GetString(buffer, 0, received.Count);
                frames.Enqueue(frame);
                if (string.Equals(frame, "2probe", StringComparison.Ordinal))
                {
                    await _joined.Task.Soon();
                    await socket.SendAsync("3probe"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The client has gone.
        }
    }
}
