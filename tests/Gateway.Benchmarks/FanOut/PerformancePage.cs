using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary><c>docs/performance.md</c>: what stands between a section's marks is measured, everything else is written by hand and stays.</summary>
internal static class PerformancePage
{
    private static string FileName => Path.Combine(Places.Top, "docs/performance.md");

    public static void Replace(string section, string text)
    {
        var (begin, end) = ($"<!-- {section}: measured -->", $"<!-- {section}: end -->");
        var page = File.Exists(FileName) ? File.ReadAllText(FileName) : "# Performance\n";
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = page.IndexOf(end, StringComparison.Ordinal);
        var measured = $"{begin}\n{text.Trim()}\n{end}";
        File.WriteAllText(FileName, from >= 0 && to > from ? page[..from] + measured + page[(to + end.Length)..] : $"{page.TrimEnd()}\n\n{measured}\n");
    }
}
