using System.Collections.Concurrent;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams;

namespace Gateway.Diagnosis;

/// <inheritdoc cref="IHubDiagnoses"/>
/// <remarks>A diagnosis goes on when who asked for it leaves. The gateway's stop ends it: who waits is answered at once, with no diagnosis.</remarks>
internal sealed partial class HubDiagnoses(
    IConfiguration configuration, SubscriptionRegistry registry, UpstreamFactory factory, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<HubDiagnoses> logger)
    : IHubDiagnoses, IAsyncDisposable
{
    /// <summary>From the end of one to the start of the next for the same hub.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>For its session to be left well; a hub that says nothing must not keep the gateway from its end.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);

    public async Task<HubDiagnosisAnswer> DiagnoseAsync(string hub, bool useCredentials, CancellationToken cancellationToken)
    {
        if (_stopping.IsCancellationRequested)
        {
            return new HubDiagnosisAnswer(null);
        }

        var place = _places.GetOrAdd(hub, static _ => new Place());
        Task<HubDiagnosis?> running;
        lock (place)
        {
            if (place.Running is not { IsCompleted: false })
            {
                if (place.Ended is { } ended && time.GetElapsedTime(ended) is var since && since < Pause)
                {
                    return new HubDiagnosisAnswer(null, Pause - since);
                }

                place.Running = RunAsync(hub, place, useCredentials);
            }

            running = place.Running;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, cancellationToken);
        try
        {
            return new HubDiagnosisAnswer(await running.WaitAsync(either.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new HubDiagnosisAnswer(null);
        }
    }

    /// <summary>One diagnosis at once, without a look at the others.</summary>
    public static async Task<HubDiagnosis> ExamineAsync(
        UpstreamOptions entry, ConfigurationFaults faults, UpstreamFactory factory, TimeProvider time, bool useCredentials, CancellationToken cancellationToken) =>
        MistakesOf(entry, faults) is { Length: > 0 } mistakes
            ? HubExamination.OfMistakes(entry, mistakes, time.GetUtcNow())
            : await new HubExamination(entry, factory, time).RunAsync(useCredentials, cancellationToken);

    public HubDiagnosis? LastOf(string hub) => _places.TryGetValue(hub, out var place) ? place.Last : null;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        var running = Task.WhenAll(_places.Values.Select(static place => place.Running).OfType<Task>());
        await running.WaitAsync(Goodbye, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task<HubDiagnosis?> RunAsync(string hub, Place place, bool useCredentials)
    {
        // The caller holds the lock.
        await Task.Yield();
        try
        {
            // As the configuration says now, not as it was when the session began: that is what the owner is mending.
            var faults = new ConfigurationFaults();
            var entry = UpstreamOptions.ReadAll(configuration, faults).FirstOrDefault(options => string.Equals(options.Hub, hub, StringComparison.Ordinal));
            if (entry is null)
            {
                return null;
            }

            var diagnosis = await ExamineAsync(entry, faults, factory, time, useCredentials || !IsRefused(hub), _stopping.Token);
            place.Last = diagnosis;
            LogDone(logger, hub, diagnosis.Verdict, diagnosis.Advice);
            return diagnosis;
        }
        finally
        {
            place.Ended = time.GetTimestamp();
        }
    }

    private bool IsRefused(string hub) => registry.TryFind(hub, out var subscriptions) && subscriptions.Status().State == HubState.Refused;

    /// <summary>A hub that is switched off may lack its token, and then cannot be tried either.</summary>
    private static string MistakesOf(UpstreamOptions entry, ConfigurationFaults faults)
    {
        var own = faults.All.Where(fault => fault.StartsWith($"Gateway:Hubs:{entry.Hub}:", StringComparison.OrdinalIgnoreCase));
        return string.Join(" ", entry.Token is null && entry.Kind != UpstreamKind.SocketIO ? own.Append($"Gateway:Hubs:{entry.Hub}:Token: is missing.") : own);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} was diagnosed: {Verdict}. {Advice}")]
    private static partial void LogDone(ILogger logger, string hub, DiagnosisVerdict verdict, string advice);

    /// <summary>What is kept for one hub.</summary>
    private sealed class Place
    {
        public Task<HubDiagnosis?>? Running { get; set; }

        public long? Ended { get; set; }

        public HubDiagnosis? Last { get; set; }
    }
}
