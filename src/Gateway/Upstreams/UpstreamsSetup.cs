using Gateway.Configuration;
using Gateway.Diagnostics;
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
        builder.Services.AddSingleton<UpstreamFactory>();
        builder.Services.AddHostedService<UpstreamSupervisor>();
        return builder;
    }
}
