using Gateway.Configuration;

namespace Gateway.Events;

internal static class EventsSetup
{
    /// <summary>How much of each hub's past is kept.</summary>
    public static WebApplicationBuilder AddEvents(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Subscriptions"), faults);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new HubStreamOptions(
            section.Number("HistoryEvents", 4096, 0, 1_000_000),
            section.Duration("HistoryAge", TimeSpan.FromMinutes(5), TimeSpan.Zero, TimeSpan.FromDays(1))));
        return builder;
    }
}
