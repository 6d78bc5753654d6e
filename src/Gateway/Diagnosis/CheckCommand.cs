using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Access;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Upstreams;

namespace Gateway.Diagnosis;

/// <summary><c>check [hub] [--json]</c>: looks at the configuration's hubs and at the gateway's own place, says what is wrong and what to do, and ends.</summary>
internal static class CheckCommand
{
    private const int AllIsWell = 0;
    private const int SomethingFails = 1;
    private const int Misused = 2;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns the process' exit code: 0 when nothing fails (warnings do not count), 1 when something does, 2 when there is no such hub.</summary>
    /// <param name="app">Put together as for a start, with the same configuration, but not started.</param>
    /// <param name="arguments">What was asked.</param>
    /// <param name="output">Takes the report.</param>
    /// <param name="error">Takes a mistake on the command line.</param>
    public static async Task<int> RunAsync(WebApplication app, CheckArguments arguments, TextWriter output, TextWriter error)
    {
        await using (app)
        {
            var all = UpstreamOptions.ReadAll(app.Configuration, new ConfigurationFaults());
            var wanted = all.Where(hub => arguments.Hub is null ? hub.Enabled : string.Equals(hub.Hub, arguments.Hub, StringComparison.Ordinal)).ToArray();
            if (arguments.Hub is { } missing && wanted.Length == 0)
            {
                var known = all.Count == 0 ? "none is configured" : $"configured are {string.Join(", ", all.Select(static hub => $"'{hub.Hub}'"))}";
                await error.WriteLineAsync($"There is no hub '{ShownText.Cut(missing)}'; {known}.");
                return Misused;
            }

            var report = await LookAsync(app.Services, wanted, app.Lifetime.ApplicationStopping);
            if (arguments.IsJson)
            {
                await output.WriteLineAsync(JsonSerializer.Serialize(report, Json));
            }
            else
            {
                CheckTable.Write(report, output);
            }

            return report.Verdict == DiagnosisVerdict.Failed ? SomethingFails : AllIsWell;
        }
    }

    private static async Task<CheckReport> LookAsync(IServiceProvider services, IReadOnlyList<UpstreamOptions> hubs, CancellationToken cancellationToken)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var factory = DiagnosisSetup.Factory(services);
        var gateway = new CheckGateway(
            services.GetRequiredService<IConfiguration>(), services.GetRequiredService<IWebHostEnvironment>(), services.GetRequiredService<AccessOptions>(), time);
        var looking = gateway.RunAsync(cancellationToken);
        var diagnoses = await Task.WhenAll(hubs.Select(hub => HubDiagnoses.ExamineAsync(hub, new ConfigurationFaults(), factory, time, useCredentials: true, cancellationToken)));
        return CheckReport.Of(await looking, diagnoses);
    }
}
