using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.Listening;
using Gateway.DemoHubs.SocketIO.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>A demo hub on loopback which speaks Socket.IO at <c>/socket.io/</c>. All members may be used from any thread.</summary>
public abstract partial class SocketIODemoHub : IAsyncDisposable
{
    private readonly SocketIODemoHubOptions _options;
    private readonly DemoServer _listener;
    private readonly HubLifecycle _lifecycle;
    private readonly HubCredentials _credentials;

    private protected SocketIODemoHub(SocketIODemoHubOptions options, EngineOptions engine, Func<SocketIOServer, ISocketIOHub> hub)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Token, nameof(options));
        _options = options;
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(GetType());
        _listener = new DemoServer(HandleAsync, options.Port, options.Certificate);
        _credentials = new HubCredentials(options.Token);
        var server = new EngineServer(
            engine with
            {
                PingInterval = options.PingInterval,
                PingTimeout = options.PingTimeout,
                ConnectTimeout = options.ConnectTimeout,
                MaxPayload = options.MaxPayload,
            },
            options.TimeProvider ?? TimeProvider.System,
            _listener.Gate,
            logger)
        {
            IsListening = () => _listener.IsListening,
        };
        Server = new SocketIOServer(server, _credentials, hub);
        _lifecycle = new HubLifecycle(_listener, server.AbortAll, logger);
    }

    /// <summary>Base address. Stays the same after <see cref="RestartAsync"/>.</summary>
    public Uri Url => _listener.Url;

    public string Token => _credentials.Token;

    private protected SocketIOServer Server { get; }

    private protected CancellationToken Ended => _lifecycle.Ended;

    /// <summary>Ends like <see cref="KillAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifecycle.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task ListenAsync(CancellationToken cancellationToken)
    {
        await _listener.ListenAsync(cancellationToken);
        if (_options.Living)
            _lifecycle.Live(Server.Engine.Time, _options.Pace, () => Locked(Server.Hub.Step));
    }

    private protected void Locked(Action action)
    {
        lock (Server.Gate)
            action();
    }

    private protected T Locked<T>(Func<T> action)
    {
        lock (Server.Gate)
            return action();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (_options.ShowHtml)
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<!DOCTYPE html><title>Welcome</title>", context.RequestAborted);
        }
        else if (context.Request.Path.StartsWithSegments("/socket.io", StringComparison.Ordinal, out var rest) && rest.HasValue)
        {
            await Server.Engine.HandleAsync(context);
        }
        else
        {
            await Server.Hub.HttpAsync(context);
        }
    }
}
