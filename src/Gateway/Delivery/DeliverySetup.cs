using Gateway.Configuration;
using Gateway.Diagnostics;

namespace Gateway.Delivery;

internal static class DeliverySetup
{
    /// <summary>The clients and their queues.</summary>
    public static WebApplicationBuilder AddDelivery(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Clients"), faults);
        builder.Services.AddSingleton(new ClientOptions(
            section.Number("QueueMessages", 256, 16, 1_000_000),
            section.Number("QueueBytes", 131_072, 4_096, int.MaxValue),
            section.Number("MaxConnections", 10_000, 1, 1_000_000),
            section.Number("MaxTopics", 1000, 1, 100_000))
        {
            StuckAfter = section.Duration("StuckAfter", TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        });
        section.RefuseUnknown("Transport");
        builder.Services.AddSingleton<ClientDirectory>();
        builder.Services.AddSingleton<ClientRates>();
        builder.Services.AddSingleton<IInstruments, DeliveryMetrics>();
        builder.Services.AddSingleton<IAlarms, ClientAlarms>();
        builder.Services.AddHostedService<StuckClients>();
        return builder;
    }
}
