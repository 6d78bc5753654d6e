using System.Net.WebSockets;
using Gateway.DemoHubs.Deconz.House;
using Gateway.DemoHubs.Deconz.Rest;
using Gateway.DemoHubs.Deconz.Sockets;
using Gateway.DemoHubs.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.DemoHubs.Deconz;

/// <summary>
/// A deCONZ gateway on loopback: REST and WebSocket in the shapes its documentation and its source give them. All members may be
/// used from any thread.
/// </summary>
public sealed partial class DeconzDemoHub : IAsyncDisposable
{
    private const int MaxBody = 1 << 20;

    private readonly DeconzDemoHubOptions _options;
    private readonly DemoServer _server;
    private readonly List<DemoServer> _socketServers = [];
    private readonly DeconzInstance _instance;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _lifecycle = new(1, 1);
    private Task _life = Task.CompletedTask;
    private bool _disposed;

    private DeconzDemoHub(DeconzDemoHubOptions options)
    {
        _options = options;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<DeconzDemoHub>();
        _instance = new DeconzInstance(options, _logger);
        _server = new DemoServer(HandleAsync, options.Port, options.Certificate);
    }

    /// <summary>The gateway's address. Stays the same after <see cref="RestartAsync"/>.</summary>
    public Uri Url => _server.Url;

    /// <summary>The key on the whitelist.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Where the WebSocket is.</summary>
    public int WebSocketPort => _options.OwnWebSocketPort ? _socketServers[^1].Port : _server.Port;

    public static async Task<DeconzDemoHub> StartAsync(DeconzDemoHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DeconzDemoHubOptions();
        ArgumentException.ThrowIfNullOrEmpty(options.Token, nameof(options));
        var hub = new DeconzDemoHub(options) { Token = options.Token };
        await hub.ListenAsync(anotherPort: true, cancellationToken);
        if (options.Living)
            hub._life = HubLife.RunAsync(hub._instance.Time, options.Pace, hub._server.Gate, new DeconzLife(hub._instance.House, options.Seed).Step, hub._logger, hub._ended.Token);
        return hub;
    }

    /// <summary>Ends like <see cref="KillAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _ended.CancelAsync();
        await _life;
        await KillAsync();
        await _server.DisposeAsync();
        foreach (var server in _socketServers)
            await server.DisposeAsync();
        _lifecycle.Dispose();
        _ended.Dispose();
    }

    private async Task ListenAsync(bool anotherPort, CancellationToken cancellationToken)
    {
        await _server.ListenAsync(cancellationToken);
        if (_options.OwnWebSocketPort)
        {
            // The closed one keeps its port reserved, so that the new one has another.
            if (anotherPort)
                _socketServers.Add(new DemoServer(HandleSocketAsync, port: 0, _options.Certificate));
            await _socketServers[^1].ListenAsync(cancellationToken);
        }

        lock (_instance.House.Gate)
        {
            _instance.WebSocketPort = WebSocketPort;
            _instance.SecureWebSocketPort = _options.Certificate is null ? null : WebSocketPort;
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (_options.ShowHtml)
            await context.Response.WriteAsync("<!DOCTYPE html><title>Welcome</title>");
        else if (!_options.OwnWebSocketPort && IsUpgrade(context))
            await ServeAsync(context);
        else
            await AnswerAsync(context);
    }

    private Task HandleSocketAsync(HttpContext context)
    {
        if (IsUpgrade(context))
            return ServeAsync(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }

    /// <summary>Exact and case-sensitive, as in the source.</summary>
    private static bool IsUpgrade(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest && string.Equals(context.Request.Headers.Upgrade, "websocket", StringComparison.Ordinal);

    private async Task AnswerAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is not ["api", .. var below])
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var body = context.Request.ContentLength > MaxBody ? "" : await reader.ReadToEndAsync(context.RequestAborted);
        var (answer, held, isCut) = Answer(context, below, body);
        await held.WaitAsync(context.RequestAborted);
        if (isCut)
            context.Abort();
        else
            await answer.WriteAsync(context);
    }

    private (DeconzAnswer Answer, Task Held, bool IsCut) Answer(HttpContext context, string[] below, string body)
    {
        lock (_instance.House.Gate)
        {
            var method = context.Request.Method;
            if (below is [] or ["config"])
                return (DeconzRest.Open(_instance, method, below, body, context.Request.Headers.Authorization.ToString()), Task.CompletedTask, false);

            var request = new DeconzRequest(method, below[1..], DeconzRest.Parse(body));
            var command = $"{method} {string.Join('/', request.Path)}".TrimEnd();
            _instance.Journal.Add(command, body);
            if (!_instance.Keys.Has(below[0]))
                return (DeconzAnswer.Error(StatusCodes.Status403Forbidden, 1, request.Address, "unauthorized user"), Task.CompletedTask, false);
            if (_instance.Faults.Refused.TryGetValue(command, out var refused))
                return (refused, Task.CompletedTask, false);
            if (method is not "GET" && _instance.Faults.TakeBusy())
                return (DeconzAnswer.Busy(request.Address), Task.CompletedTask, false);
            var answer = DeconzRest.Answer(_instance, request, context.Request.Headers.IfNoneMatch.ToString());
            return (answer, _instance.Faults.MayAnswer(command), _instance.Faults.TakeClose(command));
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        // No pings and no compression of its own.
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });
        using var connection = new DeconzSocket(_instance, socket, context.Abort);
        _instance.Enter(connection);

        // A hook may have closed the listener while this one shook hands; asked after entering, so that one of the two sees the other.
        if (!_server.IsListening)
            connection.Abort();
        try
        {
            await connection.RunAsync();
        }
        catch (Exception exception) when (exception is not WebSocketException)
        {
            LogConnectionFailed(_logger, exception);
            connection.Abort();
        }
    }
}
