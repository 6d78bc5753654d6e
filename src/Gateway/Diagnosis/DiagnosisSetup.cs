using Gateway.Delivery;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Settings;
using Gateway.Subscriptions;
using Gateway.Upstreams;
using Gateway.Upstreams.Recording;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Diagnosis;

internal static class DiagnosisSetup
{
    /// <summary>Looking at hubs beside their sessions.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="check">Given: the program only looks, and what it finds is all it writes.</param>
    public static WebApplicationBuilder AddDiagnosis(this WebApplicationBuilder builder, CheckArguments? check)
    {
        if (check is not null)
        {
            builder.Logging.ClearProviders();
        }

        builder.Services.AddSingleton<IHubDiagnoses>(static services => new HubDiagnoses(
            services.GetRequiredService<IConfiguration>(),
            services.GetRequiredService<SubscriptionRegistry>(),
            Factory(services),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<HubDiagnoses>>()));
        builder.Services.AddSingleton<IHubTrials>(static services => new HubTrials(
            services.GetRequiredService<UpstreamKinds>(),
            Factory(services),
            services.GetRequiredService<HubHttpFactory>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>Its sessions are not counted and log nothing: the diagnosis tells all, and lines of a second session would be taken for the running one's.</summary>
    public static UpstreamFactory Factory(IServiceProvider services) => new(
        services.GetRequiredService<HubStreamOptions>(),
        services.GetRequiredService<SubscriptionOptions>(),
        services.GetRequiredService<ClientDirectory>(),
        services.GetRequiredService<HubHttpFactory>(),
        new HubTraffics(),
        services.GetRequiredService<HubTapes>(),
        services.GetRequiredService<TimeProvider>(),
        NullLoggerFactory.Instance);
}
