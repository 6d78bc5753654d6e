using Gateway.Configuration;

namespace Gateway.Access;

internal static class AccessSetup
{
    /// <summary>Where a request is logged with its whole address, before anybody could take a ticket out of it.</summary>
    private const string RequestLines = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Who may come in, and what they may do.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="arguments">A demo has no key file.</param>
    /// <param name="faults">Takes every mistake.</param>
    public static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        var options = AccessOptions.Read(builder.Configuration, builder.Environment.ContentRootPath, arguments.IsDemo, faults);
        var sources = new KeySources(builder.Configuration, options.KeyFile is null ? null : new KeyFile(options.KeyFile));
        sources.ReadConfiguration(faults);
        sources.ReadFile(faults);
        var keys = sources.Join(faults);
        BindRule.Check(builder.Configuration, options, keys.Count > 0, faults);
        builder.Logging.AddFilter(RequestLines, LogLevel.Warning);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(sources)
            .AddSingleton(_ => new KeyStore(keys, options.AllowAnonymous))
            .AddSingleton<KeyConnections>()
            .AddSingleton<ConnectionCounts>()
            .AddSingleton<Tickets>()
            .AddSingleton<WrongKeys>()
            .AddSingleton<Door>()
            .AddSingleton<AuditLog>()
            .AddHostedService<KeyWatch>();
        return builder;
    }
}
