using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>What <c>check</c> found.</summary>
/// <param name="Verdict">The worst of all.</param>
/// <param name="Gateway">What concerns the gateway itself: its address, key file and page.</param>
/// <param name="Hubs">Each hub's diagnosis.</param>
internal sealed record CheckReport(DiagnosisVerdict Verdict, IReadOnlyList<DiagnosisStep> Gateway, IReadOnlyList<HubDiagnosis> Hubs)
{
    public static CheckReport Of(IReadOnlyList<DiagnosisStep> gateway, IReadOnlyList<HubDiagnosis> hubs)
    {
        DiagnosisVerdict[] all = [.. gateway.Select(static step => step.Verdict), .. hubs.Select(static hub => hub.Verdict)];
        var worst = all.Contains(DiagnosisVerdict.Failed) ? DiagnosisVerdict.Failed : all.Contains(DiagnosisVerdict.Warning) ? DiagnosisVerdict.Warning : DiagnosisVerdict.Ok;
        return new CheckReport(worst, gateway, hubs);
    }
}
