namespace Gateway.Diagnostics;

/// <summary>One step on the way to a hub.</summary>
/// <param name="Step"><c>dns</c>, <c>tcp</c>, <c>tls</c>, <c>http</c>, <c>upgrade</c>, <c>auth</c> or <c>first-event</c>, in this order.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Ms">Milliseconds it took; 0 when it was skipped.</param>
/// <param name="Detail">What was found, for people; free of secrets.</param>
/// <param name="Cure">What to do; not there when there is nothing to do.</param>
internal sealed record DiagnosisStep(string Step, DiagnosisVerdict Verdict, double Ms, string Detail, string? Cure = null);
