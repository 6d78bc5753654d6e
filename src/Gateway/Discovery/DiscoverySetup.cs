using Gateway.Configuration;

namespace Gateway.Discovery;

internal static class DiscoverySetup
{
    /// <summary>Suggestions which hubs there are in the house.</summary>
    public static WebApplicationBuilder AddDiscovery(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Discovery"), faults);
        builder.Services.AddSingleton(new DiscoveryOptions(section.Flag("Enabled", fallback: !arguments.IgnoresUser)));
        section.RefuseUnknown();
        builder.Services.AddSingleton<DiscoveryNetwork>();
        builder.Services.AddSingleton<DiscoverySearch>();
        builder.Services.AddSingleton<HubDiscovery>();
        return builder;
    }
}
