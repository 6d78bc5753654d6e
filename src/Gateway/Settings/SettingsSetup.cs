using Gateway.Configuration;

namespace Gateway.Settings;

internal static class SettingsSetup
{
    /// <summary>The hubs that were added on the page, as the weakest part of the configuration. Comes before whoever reads the hubs.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="arguments">In a demo and in a replay they are kept in memory, and nothing of the user's is read or written.</param>
    /// <param name="faults">Takes every mistake.</param>
    public static WebApplicationBuilder AddSettings(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        var options = HubSettingsOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, arguments.IgnoresUser, faults);
        var store = new HubSettingsStore(options.File is null ? null : new HubSettingsFile(options.File));
        var source = new HubSettingsSource(options.File);
        store.Refresh(faults);
        builder.Configuration.Sources.Insert(0, source);
        HubSettings.Show(store, source, new HubPlaces(builder.Configuration, source));
        builder.Services
            .AddSingleton(store)
            .AddSingleton(source)
            .AddSingleton<Pairings>()
            .AddSingleton<HubSettings>()
            .AddHostedService<HubSettingsWatch>();
        return builder;
    }
}
