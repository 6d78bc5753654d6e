using Gateway.Configuration;
using Gateway.Diagnostics;

namespace Gateway.Commands;

internal static class CommandsSetup
{
    /// <summary>The way of commands to their hubs.</summary>
    public static WebApplicationBuilder AddCommands(this WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        CommandOptions.Read(new SectionReader(builder.Configuration.GetSection("Gateway:Commands"), faults), CommandOptions.Default);
        builder.Services.AddSingleton<CommandRouter>();
        builder.Services.AddSingleton<CommandMetrics>();
        builder.Services.AddSingleton<IInstruments>(static services => services.GetRequiredService<CommandMetrics>());
        builder.Services.AddSingleton<IAlarms, CommandAlarms>();
        return builder;
    }
}
