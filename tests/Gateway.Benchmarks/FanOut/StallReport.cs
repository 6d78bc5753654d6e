using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The tables of the stalled clients.</summary>
internal static class StallReport
{
    public static string Write(IReadOnlyList<StallHealth> healths, IReadOnlyList<StallMemory> memories, IReadOnlyList<StallWaking> wakings)
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
        Line(text, $"| per stalled client, with {StallBenchmark.StalledForMemory} of them | {string.Join(" | ", memories.Select(static memory => string.Create(CultureInfo.InvariantCulture, $"{memory.Second:0} s")))} |");
        Line(text, $"|---|{string.Concat(memories.Select(static _ => "--:|"))}");
        Row(text, "the server's memory has grown by", memories, static memory => memory.Resident);
        Row(text, "in the kernel, at the server's end", memories, static memory => memory.Sending);
        Row(text, "in the kernel, at the client's end", memories, static memory => memory.Received);
        Line(text, $"| of them disconnected by the server | {string.Join(" | ", memories.Select(static memory => memory.CutOff))} |");
        Line(text, $"");
        foreach (var waking in wakings)
        {
            Line(text, waking.IsCutOff
                ? (FormattableString)$"* One that had not read for {waking.Slept.TotalSeconds:0} s finds itself disconnected; it may come again and resume by its cursor."
                : $"* One that had not read for {waking.Slept.TotalSeconds:0} s: the oldest event it gets is {waking.FirstAge.TotalSeconds:0.0} s old; it is current after {waking.UntilCurrent.TotalMilliseconds:0} ms, {waking.Events:N0} events and {Kilobytes(waking.Bytes)}.");
        }

        Line(text, $"");
        Line(text, $"| numbers to reach | bound | measured | |");
        Line(text, $"|---|--:|--:|---|");
        var ratio = Median(healths[0].With, static slice => slice.P99) / Median(healths[0].Without, static slice => slice.P99);
        Line(text, $"| 3 % stalled clients: healthy p99 against none | 1.2 | {ratio:0.00} | {(ratio <= 1.2 ? "reached" : "missed")} |");
        var most = memories.Max(static memory => memory.Resident) / 1024;
        var lasted = memories.LastOrDefault(static memory => memory.CutOff == 0)?.Second ?? 0;
        Line(text, $"| user memory per stalled client, KB, flat for 60 s | 128 | {most:0} | {(most <= 128 ? "reached" : "missed")}; connected for {lasted:0} s at least |");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, IReadOnlyList<StallMemory> memories, Func<StallMemory, double> value) =>
        Line(text, $"| {name} | {string.Join(" | ", memories.Select(memory => Kilobytes(value(memory))))} |");

    private static string Kilobytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024:N0} KB");

    private static string Range(IReadOnlyList<StallSlice> slices) => string.Create(CultureInfo.InvariantCulture,
        $"{Median(slices, static slice => slice.P99):0.00} ms ({slices.Min(static slice => slice.P99):0.00} to {slices.Max(static slice => slice.P99):0.00})");

    private static double Median(IEnumerable<StallSlice> slices, Func<StallSlice, double> value)
    {
        var sorted = slices.Select(value).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
