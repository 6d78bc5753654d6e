using System.Net;
using System.Threading.Channels;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Upstreams;

/// <summary>A WebSocket server on loopback whose every word the test says itself.</summary>
internal sealed class ScriptedHub : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();

    private ScriptedHub(WebApplication application) => _application = application;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <param name="instead">Answers every request in place of the upgrade.</param>
    /// <param name="listen">What the listener needs besides a port, a certificate say.</param>
    public static async Task<ScriptedHub> StartAsync(RequestDelegate? instead = null, Action<ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options =>
        {
            options.Protocols = HttpProtocols.Http1;
            listen?.Invoke(options);
        }));
        var application = builder.Build();
        var hub = new ScriptedHub(application);
        application.UseWebSockets();
        application.Run(instead ?? hub.ServeAsync);
        await application.StartAsync();
        hub.Url = new Uri(application.Urls.First());
        return hub;
    }

    /// <summary>The next connection that somebody opened.</summary>
    public Task<ScriptedConnection> AcceptAsync() => _connections.Reader.ReadAsync().AsTask().Soon();

    /// <summary>Whether a connection waits to be accepted.</summary>
    public bool HasVisitor => _connections.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(CloseLimit);
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new ScriptedConnection(socket, context.Abort, context.Request.Path);
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static state => ((ScriptedConnection)state!).Abort(), connection);
        await _connections.Writer.WriteAsync(connection);
        await connection.RunAsync();
    }
}
