using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>One step being tried: its clock from now on, and its result.</summary>
internal readonly struct StepClock(string step, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    public TimeSpan Elapsed => time.GetElapsedTime(_begun);

    public DiagnosisStep Ok(string detail) => End(DiagnosisVerdict.Ok, detail, null);

    public DiagnosisStep Warning(string detail, string cure) => End(DiagnosisVerdict.Warning, detail, cure);

    public DiagnosisStep Failed(string detail, string cure) => End(DiagnosisVerdict.Failed, detail, cure);

    public static DiagnosisStep Skipped(string step, string why) => new(step, DiagnosisVerdict.Skipped, 0, why);

    private DiagnosisStep End(DiagnosisVerdict verdict, string detail, string? cure) =>
        new(step, verdict, Math.Round(Elapsed.TotalMilliseconds, 1), detail, cure);
}
