using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gateway.DemoHubs.Listening;

/// <summary>A Kestrel server on loopback that can be closed, opened again on the same port, and frozen.</summary>
internal sealed class DemoServer(RequestDelegate handler, int port, X509Certificate2? certificate) : IAsyncDisposable
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(5);

    private WebApplication? _application;
    private PortReservation? _reservation;

    public FreezeGate Gate { get; } = new();

    public bool IsListening => _application is not null;

    /// <summary>The port in use; once bound it stays the same.</summary>
    public int Port { get; private set; } = port;

    public Uri Url => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var application = Build();
        _reservation?.Dispose();
        _reservation = null;
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        Port = new Uri(application.Urls.First()).Port;
        _application = application;
    }

    /// <summary>Closes the listener first. The caller ends its own sockets; what is still open after 5 s is cut.</summary>
    public async Task CloseAsync()
    {
        if (_application is not { } application)
            return;
        _application = null;
        using var limit = new CancellationTokenSource(CloseLimit);
        try
        {
            await application.StopAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Whatever outlived the limit is cut by the disposal.
        }

        await application.DisposeAsync();
        _reservation = new PortReservation(Port);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _reservation?.Dispose();
    }

    private WebApplication Build()
    {
        // The empty builder reads no configuration, no environment and no arguments: the program's own --urls must not reach a demo hub.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, Port, Listen);
        });
        builder.Services.AddSingleton<IHostLifetime, DetachedLifetime>();
        var application = builder.Build();
        application.Use(PassGateAsync);
        application.UseWebSockets();
        application.Run(handler);
        return application;
    }

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
            listen.UseHttps(certificate);
    }

    private async Task PassGateAsync(HttpContext context, RequestDelegate next)
    {
        await Gate.PassAsync(context.RequestAborted);
        if (context.Features.Get<IHttpUpgradeFeature>() is { } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new GatedUpgrade(upgrade, Gate));
        await next(context);
    }

    /// <summary>The process' signals belong to the program; the usual console lifetime would take them for every demo hub.</summary>
    private sealed class DetachedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
