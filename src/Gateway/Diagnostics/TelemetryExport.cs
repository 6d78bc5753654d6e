using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Diagnostics;

/// <summary>
/// Sends metrics and traces by OTLP where OpenTelemetry's standard variables ask for it: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> or those of one
/// signal, or <c>OTEL_METRICS_EXPORTER=otlp</c>, <c>OTEL_TRACES_EXPORTER=otlp</c>. Without them nothing is set up. Headers, protocol,
/// intervals, sampler and resource are the SDK's to read (opentelemetry.io, "Environment Variable Specification").
/// </summary>
internal sealed partial class TelemetryExport(IConfiguration configuration, ILogger<TelemetryExport> logger) : IHostedService, IDisposable
{
    private const string Service = "gateway";

    /// <summary>A collector that does not answer must not keep the process from ending.</summary>
    private const int LastMilliseconds = 1_500;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Wants("METRICS"))
        {
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(GatewayMeter.Name, "System.Runtime").AddOtlpExporter().Build();
            LogExporting(logger, "Metrics");
        }

        if (Wants("TRACES"))
        {
            var builder = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(GatewayTrace.Name);
            _traces = (Value("OTEL_TRACES_SAMPLER") is null ? builder.SetSampler(new ParentBasedSampler(new EventSampler())) : builder).AddOtlpExporter().Build();
            LogExporting(logger, "Traces");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>After everything else has stopped, so that the last of it is sent too.</summary>
    public void Dispose()
    {
        _metrics?.Shutdown(LastMilliseconds);
        _traces?.Shutdown(LastMilliseconds);
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private bool Wants(string signal) =>
        !string.Equals(Value("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && Value($"OTEL_{signal}_EXPORTER") switch
        {
            null => (Value("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Value($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null,
            var exporters => exporters.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase),
        };

    private void Describe(ResourceBuilder resource)
    {
        var isNamed = Value("OTEL_SERVICE_NAME") is not null || Value("OTEL_RESOURCE_ATTRIBUTES")?.Contains("service.name=", StringComparison.Ordinal) == true;
        if (!isNamed)
        {
            resource.AddService(Service, serviceVersion: typeof(TelemetryExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        }
    }

    /// <summary>Of the environment, where the SDK reads it; and only where the configuration has it too, which in a demo forgets the user's.</summary>
    private string? Value(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && string.Equals(configuration[name], value, StringComparison.Ordinal) ? value : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal} are exported by OTLP, as OTEL_ variables say.")]
    private static partial void LogExporting(ILogger logger, string signal);
}
