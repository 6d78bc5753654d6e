using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Console;

namespace Gateway.Configuration;

internal static class ConfigurationSetup
{
    public const string DefaultUrl = "http://127.0.0.1:5280";

    /// <summary>
    /// The framework's builder, which reads the configuration files at once; an empty one, good for reporting the fault, when one
    /// of them or the command line cannot be read. In a demo nothing of the user's configuration counts, but for what stands on the command line and
    /// where to listen.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(StartArguments arguments, ConfigurationFaults faults)
    {
        StartSwitches.RefuseUnknown(arguments.Rest, faults);
        if (faults.Any)
        {
            return WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        }

        try
        {
            var builder = WebApplication.CreateBuilder(arguments.Rest);
            if (arguments.IgnoresUser)
            {
                ForgetUserConfiguration(builder.Configuration);
            }

            return builder;
        }
        catch (Exception exception) when (arguments.IgnoresUser && ConfigurationFiles.IsUnreadable(exception))
        {
            return CreateBuilderWithoutFiles(arguments);
        }
        catch (Exception exception) when (ConfigurationFiles.IsUnreadable(exception))
        {
            faults.Add("appsettings.json", ConfigurationFiles.Explain(exception));
            return WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        }
    }

    /// <summary>Adds one file per secret, and the address to listen at where none was given.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="arguments">In a demo the user's secrets stay closed.</param>
    /// <param name="faults">Takes every mistake.</param>
    public static WebApplicationBuilder AddConfiguration(this WebApplicationBuilder builder, StartArguments arguments, ConfigurationFaults faults)
    {
        if (!arguments.IgnoresUser)
        {
            AddSecrets(builder.Configuration, faults);
        }

        var known = new SectionReader(builder.Configuration.GetSection("Gateway"), faults);
        known.RefuseUnknown("Hubs", "Subscriptions", "Commands", "Clients", "Access", "Logs", "Discovery", "Settings");
        RefuseAnyProxy(builder.Configuration, faults);
        AddDefaultUrl(builder.Configuration);
        AddDefaultLogLevels(builder.Configuration);
        AddDefaultConsole(builder, faults);
        builder.Services.AddSingleton(arguments);
        builder.Services.AddSingleton<LogRing>().AddSingleton<ILoggerProvider>(static services => services.GetRequiredService<LogRing>());
        return builder;
    }

    /// <summary>The framework's builder always reads the files of its content root; for as long as it does, that is an empty folder.</summary>
    private static WebApplicationBuilder CreateBuilderWithoutFiles(StartArguments arguments)
    {
        var root = Path.GetFullPath(new ConfigurationBuilder().AddCommandLine(arguments.Rest).Build()[WebHostDefaults.ContentRootKey] ?? Directory.GetCurrentDirectory());
        var empty = Directory.CreateTempSubdirectory("gateway-demo-");
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = arguments.Rest,
                ContentRootPath = empty.FullName,
                WebRootPath = Path.Combine(root, "wwwroot"),
            });
            ForgetUserConfiguration(builder.Configuration);
            foreach (var environment in builder.Services.Where(static service => !service.IsKeyedService).Select(static service => service.ImplementationInstance).OfType<IHostEnvironment>())
            {
                (environment.ContentRootPath, environment.ContentRootFileProvider) = (root, new PhysicalFileProvider(root));
            }

            return builder;
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    private static void ForgetUserConfiguration(ConfigurationManager configuration)
    {
        foreach (var source in configuration.Sources.ToArray())
        {
            if (source is JsonConfigurationSource or EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            {
                configuration.Sources.Remove(source);
            }
        }
    }

    /// <summary>The framework's own switch believes whoever sends such a header: each client could say that it is somebody else, or at this machine.</summary>
    private static void RefuseAnyProxy(ConfigurationManager configuration, ConfigurationFaults faults)
    {
        if (string.Equals(configuration["ForwardedHeaders_Enabled"], "true", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "would have headers such as X-Forwarded-For believed from anybody. Take it away, and name your proxy in Gateway:Access:Proxies.");
        }
    }

    private static void AddSecrets(ConfigurationManager configuration, ConfigurationFaults faults)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_SECRETS") is not { Length: > 0 } directory)
        {
            return;
        }

        if (!Directory.Exists(directory))
        {
            faults.Add("GATEWAY_SECRETS", $"the directory '{directory}' does not exist; it holds one file per secret, such as Gateway__Hubs__home__Token.");
            return;
        }

        var before = configuration.Sources.Count;
        try
        {
            configuration.AddKeyPerFile(Path.GetFullPath(directory), optional: false, reloadOnChange: true);
        }
        catch (Exception exception) when (ConfigurationFiles.IsUnreadable(exception))
        {
            faults.Add("GATEWAY_SECRETS", ConfigurationFiles.Explain(exception));

            // Else it would be read again, and fail again, with every other source that is added.
            if (configuration.Sources.Count > before)
            {
                configuration.Sources.RemoveAt(before);
            }
        }
    }

    /// <summary>The framework's own chatter is below Warning unless somebody asks for it.</summary>
    private static void AddDefaultLogLevels(ConfigurationManager configuration) =>
        configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData =
            [
                new("Logging:LogLevel:Default", "Information"),
                new("Logging:LogLevel:Microsoft.AspNetCore", "Warning"),
                new("Logging:LogLevel:System.Net.Http", "Warning"),

                // Its Errors are repeated, as Critical or as the end of the process.
                new("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "Critical"),
            ],
        });

    /// <summary>Where nobody asked for another look of the lines.</summary>
    private static void AddDefaultConsole(WebApplicationBuilder builder, ConfigurationFaults faults)
    {
        var console = builder.Configuration.GetSection("Logging:Console");
        var logs = new SectionReader(builder.Configuration.GetSection("Gateway:Logs"), faults);
        var format = logs.Choice("Format", (LogFormat?)LogFormat.Lines);
        logs.RefuseUnknown();
        if (format == LogFormat.Json || string.Equals(console["FormatterName"], ConsoleFormatterNames.Json, StringComparison.OrdinalIgnoreCase))
        {
            builder.Logging.AddConsole(static options => options.FormatterName = JsonFormatter.FormatterName).AddConsoleFormatter<JsonFormatter, ConsoleFormatterOptions>();
        }
        else if (!console.GetChildren().Any(static row => !string.Equals(row.Key, "LogLevel", StringComparison.OrdinalIgnoreCase)))
        {
            builder.Logging.AddConsole(static options => options.FormatterName = LineFormatter.FormatterName).AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        }
    }

    private static void AddDefaultUrl(ConfigurationManager configuration)
    {
        string[] addresses = ["urls", "http_ports", "https_ports"];
        if (!addresses.Any(key => configuration[key] is { Length: > 0 }) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            configuration.AddInMemoryCollection([new("urls", DefaultUrl)]);
        }
    }
}
