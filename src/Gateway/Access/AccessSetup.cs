using Gateway.Configuration;
using Gateway.Diagnostics;

namespace Gateway.Access;

internal static class AccessSetup
{
    /// <summary>Who may come in, and what they may do.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="arguments">A demo has no key file.</param>
    /// <param name="faults">Takes every mistake.</param>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        var options = AccessOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, arguments.IgnoresUser, faults);
        var sources = new KeySources(builder.Configuration, options.KeyFile is null ? null : new KeyFile(options.KeyFile));
        sources.ReadConfiguration(faults);
        sources.ReadFile(faults);
        var keys = sources.Join(faults);
        BindRule.Check(builder.Configuration, options, keys.Count > 0, faults);
        builder.Logging.AddFilter(LogLevels.RequestLines, LogLevel.Warning);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(sources)
            .AddSingleton(_ => new KeyStore(keys, options.AllowAnonymous))
            .AddSingleton<KeyConnections>()
            .AddSingleton<ConnectionCounts>()
            .AddSingleton<Tickets>()
            .AddSingleton<WrongKeys>()
            .AddSingleton<Door>()
            .AddSingleton<AccessMetrics>()
            .AddSingleton<IInstruments>(static services => services.GetRequiredService<AccessMetrics>())
            .AddSingleton<AuditLog>()
            .AddHostedService<KeyWatch>();
        return builder;
    }
}
