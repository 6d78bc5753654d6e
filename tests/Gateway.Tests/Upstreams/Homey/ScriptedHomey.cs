using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>A Homey on loopback whose every word over the socket the test says itself, and whose HTTP the test answers.</summary>
internal sealed class ScriptedHomey : IAsyncDisposable
{
    public const string Id = "5f00aa";

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private readonly WebApplication _application;
    private readonly Channel<ScriptedConnection> _connections = Channel.CreateUnbounded<ScriptedConnection>();
    private readonly ConcurrentQueue<string> _requests = new();

    private ScriptedHomey(WebApplication application) => _application = application;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    /// <summary>Method and path with query of each request so far, upgrades included.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>Headers of requests so far, as one text.</summary>
    public ConcurrentQueue<string> Headers { get; } = new();

    /// <summary>Answers the ping; null: as the Homey <see cref="Id"/> does.</summary>
    public RequestDelegate? Ping { get; set; }

    /// <summary>Answers upgrades in place of a socket; null: opens one.</summary>
    public RequestDelegate? Upgrade { get; set; }

    /// <summary>Answers everything else that is no upgrade.</summary>
    public RequestDelegate Api { get; set; } = static context =>
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    public static async Task<ScriptedHomey> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0, static options => options.Protocols = HttpProtocols.Http1));
        var application = builder.Build();
        var homey = new ScriptedHomey(application);
        application.UseWebSockets();
        application.Run(homey.ServeAsync);
        await application.StartAsync();
        homey.Url = new Uri(application.Urls.First());
        return homey;
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

    /// <summary>Answers with a status and a body.</summary>
    public static RequestDelegate Says(int status, string body, string? homeyId = null) => async context =>
    {
        context.Response.StatusCode = status;
        if (homeyId is not null)
        {
            context.Response.Headers["X-Homey-ID"] = homeyId;
        }

        await context.Response.WriteAsync(body);
    };

    private async Task ServeAsync(HttpContext context)
    {
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        Headers.Enqueue(string.Join('\n', context.Request.Headers.Select(static header => $"{header.Key}: {header.Value}")));
        if (context.WebSockets.IsWebSocketRequest)
        {
            await (Upgrade ?? ServeSocketAsync)(context);
        }
        else if (context.Request.Path.StartsWithSegments("/api/manager/system/ping", StringComparison.Ordinal))
        {
            context.Response.Headers["X-Homey-Version"] = "12.0.0";
            await (Ping ?? Says(StatusCodes.Status200OK, "", Id))(context);
        }
        else
        {
            await Api(context);
        }
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var connection = new ScriptedConnection(socket, context.Abort, $"{context.Request.Path}{context.Request.QueryString}");
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(static state => ((ScriptedConnection)state!).Abort(), connection);
        await _connections.Writer.WriteAsync(connection);
        await connection.RunAsync();
    }
}
