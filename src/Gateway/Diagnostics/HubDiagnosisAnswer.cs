namespace Gateway.Diagnostics;

/// <summary>A diagnosis, or why there is none now.</summary>
/// <param name="Diagnosis">The diagnosis; null: too soon after the one before, the hub has no entry, or the gateway stops.</param>
/// <param name="RetryAfter">When to ask again; null: there is a diagnosis, or asking again does not help.</param>
internal sealed record HubDiagnosisAnswer(HubDiagnosis? Diagnosis, TimeSpan? RetryAfter = null);
