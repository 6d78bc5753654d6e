using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.SocketIO;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>An Engine.IO 4 server on loopback that opens by polling and lets the root be joined; what comes then the test says itself.</summary>
internal sealed class PollingServer : IAsyncDisposable
{
    public const string Open = """0{"sid":"s","upgrades":[],"pingInterval":25000,"pingTimeout":20000}""";
    public const string OpenWithUpgrade = """0{"sid":"s","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}""";

    private readonly Channel<string> _said = Channel.CreateUnbounded<string>();
    private readonly ConcurrentStack<SocketIOConnection> _opened = new();
    private readonly string _open;
    private ScriptedHub _hub = null!;
    private readonly TaskCompletionSource _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _polls;
    private int _sessions;
    private int _upgrades;

    private PollingServer(string open) => _open = open;

    public Uri Url => _hub.Url;

    /// <summary>The body of each POST after the join.</summary>
    public ConcurrentQueue<string> Bodies { get; } = new();

    /// <summary>Completes when the client has read that it joined, and <see cref="OnGet"/> has its next poll.</summary>
    public Task Joined => _joined.Task;

    public int Sessions => Volatile.Read(ref _sessions);

    /// <summary>How often a WebSocket was asked for.</summary>
    public int Upgrades => Volatile.Read(ref _upgrades);

    /// <summary>Answers a GET. Default: with the next that was said.</summary>
    public Func<HttpContext, Task> OnGet { get; set; } = null!;

    /// <summary>Answers a POST after the join. Default: <c>ok</c>.</summary>
    public Func<HttpContext, string, Task> OnPost { get; set; } = static (context, _) => context.Response.WriteAsync("ok");

    /// <summary>Answers the upgrade. Default: 400.</summary>
    public Func<HttpContext, Task> OnUpgrade { get; set; } = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    };

    public static async Task<PollingServer> StartAsync(string open = Open, Action<ListenOptions>? listen = null)
    {
        var server = new PollingServer(open);
        server.OnGet = async context => await context.Response.WriteAsync(await server.NextAsync(context));
        server._hub = await ScriptedHub.StartAsync(server.ServeAsync, listen);
        return server;
    }

    /// <summary>The next GET, or the open one, is answered so.</summary>
    public void Say(string answer) => _said.Writer.TryWrite(answer);

    /// <summary>What a GET is to be answered with, once it was said.</summary>
    public Task<string> NextAsync(HttpContext context) => _said.Reader.ReadAsync(context.RequestAborted).AsTask();

    public SocketIOOptions Options(SocketIOTransport transport = SocketIOTransport.Polling) =>
        new(Url, new TlsOptions(null, null)) { Version = SocketIOVersion.V4, Transport = transport };

    /// <summary>A connection that is cut at the end: a goodbye would wait for the clock, which may stand.</summary>
    public Task<SocketIOConnection> OpenAsync(SocketIOOptions? options = null, TimeProvider? time = null, RecordingReceiver? receiver = null) =>
        OpenAsync(new SocketIODialer(options ?? Options(), time ?? TimeProvider.System, NullLogger.Instance), receiver);

    /// <inheritdoc cref="OpenAsync(SocketIOOptions?, TimeProvider?, RecordingReceiver?)"/>
    public async Task<SocketIOConnection> OpenAsync(SocketIODialer dialer, RecordingReceiver? receiver = null)
    {
        var opening = await dialer.OpenAsync(receiver ?? new RecordingReceiver(), CancellationToken.None).Soon();
        opening.Reason.ShouldBeNull();
        _opened.Push(opening.Connection!);
        return opening.Connection!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _opened)
        {
            connection.Abort(DisconnectReason.Stopping);
            await connection.Completion.Soon();
            await connection.DisposeAsync();
        }

        await _hub.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            Interlocked.Increment(ref _upgrades);
            await OnUpgrade(context);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            await PostedAsync(context, await reader.ReadToEndAsync(context.RequestAborted));
        }
        else if (!context.Request.Query.ContainsKey("sid"))
        {
            Interlocked.Increment(ref _sessions);
            await context.Response.WriteAsync(_open);
        }
        else
        {
            await AnswerAsync(context);
        }
    }

    private Task PostedAsync(HttpContext context, string body)
    {
        if (body is "40")
        {
            Say("40{\"sid\":\"a\"}");
            return context.Response.WriteAsync("ok");
        }

        Bodies.Enqueue(body);
        return OnPost(context, body);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            var answering = OnGet(context);
            if (Interlocked.Increment(ref _polls) == 2)
            {
                _joined.TrySetResult();
            }

            await answering;
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
    }
}
