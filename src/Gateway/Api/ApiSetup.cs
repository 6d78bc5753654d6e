using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Access;
using Gateway.Api.AsyncApi;
using Gateway.Api.Live;
using Gateway.Configuration;
using Gateway.Delivery;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

internal static class ApiSetup
{
    /// <summary>What waits in the transport for a slow client is stale and cannot be taken back, so it is kept small.</summary>
    private const int TransportBuffer = 16 * 1024;

    private const int MaxMessage = LiveServer.MaxMessage;

    /// <summary>Beside those that last: requests, and strangers who connect and say nothing.</summary>
    private const int OtherConnections = 2_000;

    /// <summary>More than clients and hubs together are given, less than supervisors wait before they kill.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(9);

    /// <summary>A command that waits must not hold up the client's other calls.</summary>
    private const int ParallelCalls = 128;

    /// <summary>The faces towards clients: SignalR, REST, the description of both.</summary>
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        builder.Services.AddLiveTransport(new SectionReader(builder.Configuration.GetSection("Gateway:Clients"), faults).Choice("Transport", (LiveTransportKind?)LiveTransportKind.Direct));
        builder.Services.AddSingleton<HubLifetimeManager<LiveHub>, LiveClients>();
        builder.Services
            .AddSignalR(static options =>
            {
                options.MaximumReceiveMessageSize = MaxMessage;
                options.MaximumParallelInvocationsPerClient = ParallelCalls;
                options.AddFilter<BadRequestFilter>();

                // What the filter does not see is a call that does not fit its method, and only so is its caller told how.
                options.EnableDetailedErrors = true;
            })
            .AddJsonProtocol(static options => Configure(options.PayloadSerializerOptions));
        builder.Services.ConfigureHttpJsonOptions(static options => Configure(options.SerializerOptions));
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton<AsyncApiDocument>();
        builder.Logging.AddFilter(BadRequestFilter.SilencedCategory, LogLevel.Critical);
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<AccessOptions>(static (cors, access) => cors.AddDefaultPolicy(
            policy => policy.WithOrigins([.. access.Origins]).AllowAnyHeader().AllowAnyMethod().AllowCredentials().WithExposedHeaders("Retry-After", "WWW-Authenticate", "Idempotent-Replayed")));
        builder.Services.AddSingleton<AccessDoor>();
        builder.Services.AddSingleton<CommandDesk>();
        builder.Services.AddSingleton<Farewell>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<Farewell>());
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.ConfigureKestrel(static options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxResponseBufferSize = TransportBuffer;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<ClientOptions>(
            static (server, clients) => server.Limits.MaxConcurrentConnections = clients.MaxConnections + OtherConnections);
        builder.Services.Configure<SocketTransportOptions>(static options => options.CreateBoundListenSocket = ListenSocket.Create);
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseProxies();
        app.UseExceptionHandler(static handler => handler.Run(static context => Problem.FromStatus(StatusCodes.Status500InternalServerError).ExecuteAsync(context)));
        app.UseStatusCodePages(static pages => pages.HttpContext.Request.Path.StartsWithSegments("/live", StringComparison.OrdinalIgnoreCase)
            ? Task.CompletedTask
            : Problem.FromStatus(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
        app.UseBrowserHeaders();

        // Before the key is asked for: a browser asks without one whether a page may send it, and a refusal must be readable to a listed page.
        app.Use(AccessDoor.RefuseForeignPages);
        app.UseCors();
        app.UseDoor();

        // Before what it does not need: each step that a connection goes through holds memory for as long as the connection lasts.
        app.UseWhen(static context => context.Request.Path.StartsWithSegments("/live", StringComparison.OrdinalIgnoreCase), static live => live.Use(RefuseWhenFull).UseLiveTransport());
        app.UsePage();
        app.UseApiDescription();
        app.MapHub<LiveHub>("/live", static options =>
        {
            options.ApplicationMaxBufferSize = TransportBuffer;
            options.TransportMaxBufferSize = MaxMessage;
        });
        var api = app.MapGroup("/api");
        api.MapTickets();
        api.MapAccess();
        api.MapHubs();
        api.MapKinds();
        api.MapHubSettings();
        api.MapDiagnosis();
        api.MapSupport();
        api.MapEvents();
        api.MapCommands();
        api.MapRaw();
        api.MapHttpPassThrough();
        api.MapAlarms();
        api.MapLogLevels();
        api.MapClients();
        api.MapLimits();
        api.MapAbout();
        api.MapDiscovery();
        app.MapHealth();
        app.MapMetrics();
        app.MapAsyncApi();
        return app;
    }

    private static Task RefuseWhenFull(HttpContext context, RequestDelegate next) =>
        context.RequestServices.GetRequiredService<ClientDirectory>() is { IsFull: true } or { IsClosed: true } && context.Request.Query["id"].ToString().Length == 0
            ? Problem.FromStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context)
            : next(context);

    /// <summary>How JSON looks on all faces.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }
}
