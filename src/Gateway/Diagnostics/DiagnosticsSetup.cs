using Microsoft.Extensions.Options;

namespace Gateway.Diagnostics;

internal static class DiagnosticsSetup
{
    /// <summary>What an operator sees.</summary>
    public static WebApplicationBuilder AddDiagnostics(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<MetricsCollector>();
        builder.Services.AddSingleton<VitalsWatch>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<VitalsWatch>());
        builder.Services.AddSingleton<AlarmBoard>();
        builder.Services.AddSingleton<IInstruments>(static services => services.GetRequiredService<AlarmBoard>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<AlarmBoard>());
        builder.Services.AddSingleton(static services => new Lazy<ILogger<LogLevels>>(services.GetRequiredService<ILogger<LogLevels>>));
        builder.Services.AddSingleton<LogLevels>();
        builder.Services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(static services => services.GetRequiredService<LogLevels>());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static services => services.GetRequiredService<LogLevels>());
        builder.Services.AddHostedService<TelemetryExport>();
        return builder;
    }
}
