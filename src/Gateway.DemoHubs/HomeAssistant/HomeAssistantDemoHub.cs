using System.Net.WebSockets;
using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Rest;
using Gateway.DemoHubs.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.DemoHubs.HomeAssistant;

/// <summary>
/// A Home Assistant on loopback which speaks its WebSocket protocol as strictly as 2023.11.3 does. All members may be used from any thread.
/// </summary>
public sealed partial class HomeAssistantDemoHub : IAsyncDisposable
{
    private readonly DemoServer _server;
    private readonly DemoInstance _instance;
    private readonly ILogger _logger;
    private readonly HubLifecycle _lifecycle;

    private HomeAssistantDemoHub(HomeAssistantDemoHubOptions options)
    {
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<HomeAssistantDemoHub>();
        _server = new DemoServer(HandleAsync, options.Port, options.Certificate);
        _instance = new DemoInstance(options, _server.Gate, _logger);
        _lifecycle = new HubLifecycle(_server, AbortConnections, _logger);
    }

    /// <summary>Base address; the socket is at <c>/api/websocket</c>. Stays the same after <see cref="RestartAsync"/>.</summary>
    public Uri Url => _server.Url;

    public string Token => _instance.Token;

    public static async Task<HomeAssistantDemoHub> StartAsync(HomeAssistantDemoHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new HomeAssistantDemoHubOptions();
        ArgumentException.ThrowIfNullOrEmpty(options.Token, nameof(options));
        var hub = new HomeAssistantDemoHub(options);
        await hub._server.ListenAsync(cancellationToken);
        if (options.Living)
            hub._lifecycle.Live(hub._instance.Time, options.Pace, new LivingHouse(hub._instance.House, options.Seed, options.Entities).Step);
        return hub;
    }

    /// <summary>Ends like <see cref="KillAsync"/>.</summary>
    public ValueTask DisposeAsync() => _lifecycle.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        if (_instance.Options.ShowHtml)
            await new RestAnswer(StatusCodes.Status200OK, "<!DOCTYPE html><title>Welcome</title>", "text/html").WriteAsync(context);
        else if (_instance.Banned)
            await RestAnswer.Text(StatusCodes.Status403Forbidden, "403: Forbidden").WriteAsync(context);
        else if (RestApi.IsStream(context, _instance))
            await EventStream.ServeAsync(context, _instance);
        else if (context.Request.Path != "/api/websocket")
            await (await RestApi.AnswerAsync(context, _instance)).WriteAsync(context);
        else if (context.WebSockets.IsWebSocketRequest)
            await ServeAsync(context);
        else
            await RestAnswer.Text(StatusCodes.Status400BadRequest, "400: Bad Request").WriteAsync(context);
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            DangerousEnableCompression = true,
            KeepAliveInterval = TimeSpan.FromSeconds(55),
            KeepAliveTimeout = TimeSpan.FromSeconds(28),
        });
        using var connection = new DemoConnection(_instance, socket, context.Abort);

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
