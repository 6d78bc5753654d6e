namespace Gateway.Diagnostics;

/// <summary>How far the gateway comes with a hub when it tries step by step, over connections of its own beside the running session.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Url">Its scheme, host and port.</param>
/// <param name="At">When the diagnosis began, UTC.</param>
/// <param name="Verdict">The worst of the steps; <c>skipped</c> ones do not count.</param>
/// <param name="Steps">Seven, in the order tried.</param>
/// <param name="Advice">What to do first.</param>
internal sealed record HubDiagnosis(
    string Hub, string Kind, string Url, DateTimeOffset At, DiagnosisVerdict Verdict, IReadOnlyList<DiagnosisStep> Steps, string Advice)
{
    /// <summary>By how many seconds the hub's clock is ahead of ours, where it tells one; certificates and tokens are dated.</summary>
    public double? ClockOffsetSeconds { get; init; }
}
