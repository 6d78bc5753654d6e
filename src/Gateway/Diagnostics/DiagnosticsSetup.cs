namespace Gateway.Diagnostics;

internal static class DiagnosticsSetup
{
    /// <summary>What an operator sees.</summary>
    public static WebApplicationBuilder AddDiagnostics(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<MetricsCollector>();
        return builder;
    }
}
