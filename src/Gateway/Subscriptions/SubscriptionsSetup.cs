using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Subscriptions;

internal static class SubscriptionsSetup
{
    /// <summary>The registry: who asks for what.</summary>
    public static WebApplicationBuilder AddSubscriptions(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Subscriptions"), faults);
        var linger = section.Duration("Linger", TimeSpan.FromSeconds(5), TimeSpan.Zero, TimeSpan.FromHours(1));
        section.RefuseUnknown("HistoryEvents", "HistoryAge");
        var clients = new SectionReader(builder.Configuration.GetSection("Gateway:Clients"), faults);
        builder.Services.AddSingleton(new SubscriptionOptions(linger, clients.Number("MaxTopics", 1000, 1, 100_000)));
        builder.Services.AddSingleton<SubscriptionRegistry>();
        builder.Services.AddSingleton<IInstruments, HubMetrics>();
        builder.Services.AddSingleton<IAlarms, HubAlarms>();
        builder.Services.AddSingleton<IVitals, HubVitals>();
        builder.Services.AddSingleton<IStateRepair>(static services => services.GetRequiredService<SubscriptionRegistry>());
        return builder;
    }
}
