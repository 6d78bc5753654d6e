using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The tables of those who go on beside stalled clients.</summary>
internal static class StallReport
{
    public static string Write(IReadOnlyList<StallHealth> healths)
    {
        var text = new StringBuilder();
        Line(text, $"### {StallBenchmark.Stalled} of {StallBenchmark.Clients} clients stop reading");
        Line(text, $"");
        Line(text, $"{StallBenchmark.EventBytes:N0} bytes, {StallBenchmark.EventsPerSecond} a second, {Machine.Describe()}: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`");
        Line(text, $"");
        Line(text, $"| the healthy clients | p50 without | p50 with stalled | p99 without | p99 with stalled | missing with stalled | stalled clients disconnected |");
        Line(text, $"|---|--:|--:|--:|--:|--:|--:|");
        foreach (var health in healths)
        {
            Line(text, $"| {health.Contender.Name} | {Median(health.Without, static slice => slice.P50):0.00} ms | {Median(health.With, static slice => slice.P50):0.00} ms | {Range(health.Without)} | {Range(health.With)} | {health.With.Sum(static slice => slice.Missing):N0} | {health.CutOff} |");
        }

        Line(text, $"");
        Line(text, $"| numbers to reach | bound | measured | |");
        Line(text, $"|---|--:|--:|---|");
        var ratio = Median(healths[0].With, static slice => slice.P99) / Median(healths[0].Without, static slice => slice.P99);
        Line(text, $"| 3 % stalled clients: healthy p99 against none | 1.2 | {ratio:0.00} | {(ratio <= 1.2 ? "reached" : "missed")} |");
        return text.ToString();
    }

    private static string Range(IReadOnlyList<StallSlice> slices) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(slices, static slice => slice.P99):0.00} ms ({slices.Min(static slice => slice.P99):0.00} to {slices.Max(static slice => slice.P99):0.00})");

    private static double Median(IEnumerable<StallSlice> slices, Func<StallSlice, double> value)
    {
        var sorted = slices.Select(value).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
