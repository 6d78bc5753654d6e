using System.Globalization;
using Gateway.Diagnostics;

namespace Gateway.Diagnosis;

/// <summary>Writes what <c>check</c> found for people.</summary>
internal static class CheckTable
{
    public static void Write(CheckReport report, TextWriter output)
    {
        output.WriteLine("gateway");
        WriteSteps(report.Gateway, output);
        foreach (var hub in report.Hubs)
        {
            output.WriteLine();
            output.WriteLine($"{hub.Hub} ({hub.Kind}) {hub.Url}");
            WriteSteps(hub.Steps, output);
            output.WriteLine($"  => {Word(hub.Verdict)}. {hub.Advice}");
        }

        if (report.Hubs.Count == 0)
        {
            output.WriteLine();
            output.WriteLine("No hub is configured, or none is enabled. Add one under Gateway:Hubs in appsettings.json.");
        }
    }

    private static void WriteSteps(IReadOnlyList<DiagnosisStep> steps, TextWriter output)
    {
        foreach (var step in steps)
        {
            var ms = step.Ms > 0 ? string.Create(CultureInfo.InvariantCulture, $"{step.Ms:0.0} ms") : "";
            output.WriteLine($"  {Word(step.Verdict),-10}{step.Step,-12}{ms,10}  {step.Detail}");
            if (step.Cure is { } cure)
            {
                output.WriteLine($"  {"",-34}-> {cure}");
            }
        }
    }

    private static string Word(DiagnosisVerdict verdict) => verdict switch
    {
        DiagnosisVerdict.Ok => "✓ ok",
        DiagnosisVerdict.Warning => "! warning",
        DiagnosisVerdict.Failed => "✗ failed",
        _ => "- skipped",
    };
}
