using System.Diagnostics;
using System.Runtime.InteropServices;
using Gateway.Configuration;
using Gateway.Delivery;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>What somebody needs who is to help from afar. Free of secrets: topics and hub addresses are in it, values and credentials are not.</summary>
/// <param name="Version">The gateway's.</param>
/// <param name="Runtime">.NET's name and version.</param>
/// <param name="System">The operating system and processor.</param>
/// <param name="Time">Now, UTC.</param>
/// <param name="UptimeSeconds">Since the process began.</param>
/// <param name="Process">Memory, threads and handles.</param>
/// <param name="Configuration">Key and value; secrets as <c>***</c>, addresses as scheme, host and port.</param>
/// <param name="Hubs">Each hub's status, topics and newest diagnosis.</param>
/// <param name="Clients">How many there are, by transport.</param>
/// <param name="Limits">What clients may use.</param>
/// <param name="Log">The newest lines, at most 500, oldest first.</param>
/// <param name="Metrics">As <c>/metrics</c> shows them, line by line.</param>
internal sealed record SupportBundle(
    string Version,
    string Runtime,
    string System,
    DateTimeOffset Time,
    double UptimeSeconds,
    SupportProcess Process,
    IReadOnlyDictionary<string, string> Configuration,
    IReadOnlyList<SupportHub> Hubs,
    IReadOnlyDictionary<string, int> Clients,
    ClientOptions Limits,
    IReadOnlyList<LogRingLine> Log,
    IReadOnlyList<string> Metrics)
{
    public const string FileName = "gateway-support.json";

    /// <summary>The alarms that stand, oldest first, as at <c>/api/alarms</c>.</summary>
    public IReadOnlyList<AlarmAnswer> Alarms { get; init; } = [];

    public static SupportBundle Collect(IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var redaction = new SupportRedaction(services.GetRequiredService<IConfiguration>());
        using var process = global::System.Diagnostics.Process.GetCurrentProcess();
        return new SupportBundle(
            ProductVersion.Full,
            RuntimeInformation.FrameworkDescription,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} processors",
            now,
            Math.Round((now.UtcDateTime - process.StartTime.ToUniversalTime()).TotalSeconds, 0),
            SupportProcess.Of(process),
            redaction.Settings,
            [.. services.GetRequiredService<SubscriptionRegistry>().Hubs.Select(hub => SupportHub.Of(hub, services.GetRequiredService<IHubDiagnoses>(), redaction))],
            services.GetRequiredService<ClientDirectory>().All.CountBy(static client => client.Transport, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            services.GetRequiredService<ClientOptions>(),
            [.. services.GetRequiredService<LogRing>().Lines.Select(line => line.Shown(redaction.Clean))],
            [.. PrometheusText.Write(services.GetRequiredService<MetricsCollector>().Collect()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(redaction.Clean)])
        {
            Alarms = [.. services.GetRequiredService<AlarmBoard>().Look().Select(alarm => new AlarmAnswer(alarm.Name, alarm.Hub, alarm.Since ?? now, redaction.Clean(alarm.Text)))],
        };
    }
}

/// <summary>The process, as the operating system counts it.</summary>
internal sealed record SupportProcess(long ResidentBytes, long ManagedBytes, int Threads, int? Handles)
{
    private const string OpenFiles = "/proc/self/fd";

    public static SupportProcess Of(Process process) =>
        new(process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), process.Threads.Count, Directory.Exists(OpenFiles) ? Directory.GetFileSystemEntries(OpenFiles).Length : null);
}

/// <summary>One hub.</summary>
/// <param name="Status">As at <c>/api/hubs/{hub}</c>.</param>
/// <param name="Subscriptions">As at <c>/api/hubs/{hub}/subscriptions</c>.</param>
/// <param name="Diagnosis">The newest; not there when there was none since the start.</param>
internal sealed record SupportHub(HubStatus Status, IReadOnlyList<SubscriptionInfo> Subscriptions, HubDiagnosis? Diagnosis)
{
    public static SupportHub Of(HubSubscriptions hub, IHubDiagnoses diagnoses, SupportRedaction redaction)
    {
        var status = hub.Status();
        var subscriptions = hub.Describe(AllRights.Instance).Select(row => row with { Topic = redaction.Clean(row.Topic), Upstream = redaction.Clean(row.Upstream), Error = row.Error is null ? null : redaction.Clean(row.Error) });
        return new SupportHub(status with { Reason = status.Reason is null ? null : redaction.Clean(status.Reason) }, [.. subscriptions], diagnoses.LastOf(status.Hub) is { } diagnosis ? Clean(diagnosis, redaction) : null);
    }

    /// <summary>What a hub or a proxy said is in it, and may repeat what it was told.</summary>
    private static HubDiagnosis Clean(HubDiagnosis diagnosis, SupportRedaction redaction) => diagnosis with
    {
        Advice = redaction.Clean(diagnosis.Advice),
        Steps = [.. diagnosis.Steps.Select(step => step with { Detail = redaction.Clean(step.Detail), Cure = step.Cure is null ? null : redaction.Clean(step.Cure) })],
    };
}
