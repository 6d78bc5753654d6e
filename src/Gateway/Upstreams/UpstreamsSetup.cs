using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Settings;
using Gateway.Upstreams.Recording;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

internal static class UpstreamsSetup
{
    /// <summary>The hubs' side: one worker per hub, driven by the configuration or by recordings.</summary>
    public static WebApplicationBuilder AddUpstreams(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        builder.AddTapes(arguments, faults);
        UpstreamOptions.ReadAll(builder.Configuration, faults);
        builder.Services.AddHubHttp();
        builder.Services.AddSingleton<HubTraffics>();
        builder.Services.AddSingleton<IInstruments, UpstreamMetrics>();
        builder.Services.AddSingleton<UpstreamKinds>();
        builder.Services.AddSingleton<IHubKinds>(static services => services.GetRequiredService<UpstreamKinds>());
        builder.Services.AddSingleton<UpstreamFactory>();
        builder.Services.AddSingleton<UpstreamSupervisor>();
        builder.Services.AddSingleton<IVitals>(static services => services.GetRequiredService<UpstreamSupervisor>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<UpstreamSupervisor>());
        return builder;
    }
}
