using Gateway.Configuration;

namespace Gateway.Commands;

internal static class CommandsSetup
{
    /// <summary>The way of commands to their hubs.</summary>
    public static WebApplicationBuilder AddCommands(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var section = new SectionReader(builder.Configuration.GetSection("Gateway:Commands"), faults);
        builder.Services.AddSingleton(new CommandOptions(
            section.Duration("Timeout", TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(1), CommandOptions.MaxTimeout),
            section.Number("PerSecond", 20, 1, 100_000),
            section.Number("Burst", 40, 1, 100_000)));
        section.RefuseUnknown();
        builder.Services.AddSingleton<CommandRouter>();
        return builder;
    }
}
