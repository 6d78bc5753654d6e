using System.Globalization;
using Gateway.Diagnostics;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;

namespace Gateway.Diagnosis;

/// <summary>All steps of one hub's diagnosis, one after the other; what stands on a failed one is skipped.</summary>
internal sealed class HubExamination(UpstreamOptions hub, UpstreamFactory factory, TimeProvider time)
{
    /// <summary>The longest a diagnosis takes; each step has its own limit besides.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan LargestClockOffset = TimeSpan.FromSeconds(60);

    private readonly List<DiagnosisStep> _steps = [];
    private TimeSpan? _clockOffset;

    /// <param name="useCredentials">Whether to log in; else what needs that is skipped.</param>
    /// <param name="cancellationToken">The gateway stops.</param>
    public async Task<HubDiagnosis> RunAsync(bool useCredentials, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await TakeStepsAsync(useCredentials, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        var steps = _steps.Select(Clean).ToArray();
        var bad = steps.FirstOrDefault(static step => step.Verdict == DiagnosisVerdict.Failed) ?? steps.FirstOrDefault(static step => step.Verdict == DiagnosisVerdict.Warning);
        return new HubDiagnosis(
            hub.Hub, hub.Kind.ToString(), ConnectionFault.AddressOf(hub.Url), at, bad?.Verdict ?? DiagnosisVerdict.Ok, steps,
            bad?.Cure ?? (useCredentials ? "Nothing is to be done: every step succeeds." : "As far as can be seen without the credentials all is well; the hub's status says why it refused them."))
        {
            ClockOffsetSeconds = _clockOffset is { } offset ? Math.Round(offset.TotalSeconds, 0) : null,
        };
    }

    /// <summary>For an entry that nothing can be tried with.</summary>
    public static HubDiagnosis OfMistakes(UpstreamOptions hub, string mistakes, DateTimeOffset at) => new(
        hub.Hub, hub.Kind.ToString(), ConnectionFault.AddressOf(hub.Url), at, DiagnosisVerdict.Failed,
        [.. StepNames.All.Select(static step => StepClock.Skipped(step, "The hub's entry in the configuration has mistakes."))], mistakes);

    private async Task TakeStepsAsync(bool useCredentials, CancellationToken cancellationToken)
    {
        var (name, addresses) = await NameStep.RunAsync(hub.Url, time, cancellationToken);
        var failed = Note(name) || await ConnectAsync(addresses, cancellationToken);
        if (failed && hub.Kind != UpstreamKind.Homey)
        {
            SkipUntil(null);
            return;
        }

        if (failed)
        {
            // A Homey is looked for at other addresses, too.
            SkipUntil(StepNames.Upgrade);
        }

        _steps.AddRange(await new SessionSteps(hub, factory.CreateApart(hub), time).RunAsync(useCredentials, cancellationToken));
    }

    /// <summary>Steps <c>tcp</c>, <c>tls</c> and <c>http</c>; true when one of them failed.</summary>
    private async Task<bool> ConnectAsync(IReadOnlyList<System.Net.IPAddress> addresses, CancellationToken cancellationToken)
    {
        var (connect, reached) = await ConnectStep.RunAsync(hub.Url, addresses, time, cancellationToken);
        if (Note(connect) || Note(await SecureStep.RunAsync(hub, reached!, time, cancellationToken)))
        {
            return true;
        }

        var (http, offset) = await HttpStep.RunAsync(hub, time, cancellationToken);
        _clockOffset = offset;
        return Note(http.Verdict == DiagnosisVerdict.Ok && offset?.Duration() > LargestClockOffset ? WithClock(http, offset.Value) : http);
    }

    private static DiagnosisStep WithClock(DiagnosisStep http, TimeSpan offset) => http with
    {
        Verdict = DiagnosisVerdict.Warning,
        Detail = string.Create(CultureInfo.InvariantCulture, $"{http.Detail} Its clock is {offset.Duration().TotalSeconds:0} s {(offset > TimeSpan.Zero ? "ahead of" : "behind")} this machine's."),
        Cure = "Set the clocks of this machine and of the hub by NTP: certificates, tickets and event times depend on them.",
    };

    /// <summary>True when it failed.</summary>
    private bool Note(DiagnosisStep step)
    {
        _steps.Add(step);
        return step.Verdict == DiagnosisVerdict.Failed;
    }

    private void SkipUntil(string? next)
    {
        var failed = _steps[^1].Step;
        foreach (var step in StepNames.All.Skip(_steps.Count).TakeWhile(step => !string.Equals(step, next, StringComparison.Ordinal)).ToArray())
        {
            _steps.Add(StepClock.Skipped(step, $"Step '{failed}' did not succeed."));
        }
    }

    /// <summary>What a hub or a proxy says may repeat what it was told.</summary>
    private DiagnosisStep Clean(DiagnosisStep step) => hub.Token is { } token && new TokenRedaction(token) is var redaction
        ? step with { Detail = redaction.Clean(step.Detail), Cure = step.Cure is null ? null : redaction.Clean(step.Cure) }
        : step;
}
