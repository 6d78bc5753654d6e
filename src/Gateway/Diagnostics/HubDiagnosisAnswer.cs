namespace Gateway.Diagnostics;

/// <summary>A diagnosis, or why there is none now.</summary>
/// <param name="Diagnosis">The diagnosis; null: too soon after the one before, or the hub has no entry.</param>
/// <param name="RetryAfter">When to ask again; null: there is a diagnosis, or asking again does not help.</param>
internal sealed record HubDiagnosisAnswer(HubDiagnosis? Diagnosis, TimeSpan? RetryAfter = null);
