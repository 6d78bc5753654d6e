using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gateway.Api.Live;

internal static class LiveSetup
{
    public static IServiceCollection AddLiveTransport(this IServiceCollection services, LiveTransportKind kind)
    {
        if (kind is LiveTransportKind.Direct)
        {
            services.AddSingleton<NegotiatedIds>();
            services.AddSingleton<LiveHeart>();
            services.AddHostedService(static provider => provider.GetRequiredService<LiveHeart>());
            services.AddSingleton<LiveServer>();
            services.AddSingleton<LiveTransport>();
            services.Configure<KestrelServerOptions>(static options => options.ConfigureEndpointDefaults(Handover.Use));
        }

        return services;
    }

    public static IApplicationBuilder UseLiveTransport(this IApplicationBuilder app) =>
        app.ApplicationServices.GetService<LiveTransport>() is { } transport ? app.Use(transport.InvokeAsync) : app;
}
