using System.Globalization;
using System.Text;

namespace Gateway.Benchmarks.FanOut;

/// <summary>The tables of what stalled clients cost the server, and of their waking.</summary>
internal static class StallMemoryReport
{
    public static string Write(IReadOnlyList<StallMemory> memories, IReadOnlyList<StallWaking> wakings)
    {
        var text = new StringBuilder();
        Line(text, $"### What a stalled client holds");
        Line(text, $"");
        Line(text, $"{StallBenchmark.StalledForMemory} clients stop reading beside {StallBenchmark.Clients - StallBenchmark.Stalled} that go on, {StallBenchmark.EventBytes:N0} bytes, {StallBenchmark.EventsPerSecond} a second, {Machine.Describe()}: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`");
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
        var connected = memories.Where(static memory => memory.CutOff == 0).ToArray();
        var most = connected.Max(static memory => memory.Resident) / 1024;
        Line(text, $"| user memory per stalled client, KB, flat for 60 s | 128 | {most:0} | {(most <= 128 ? "reached" : "missed")}; all of them connected for {connected[^1].Second:0} s at least |");
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, IReadOnlyList<StallMemory> memories, Func<StallMemory, double> value) =>
        Line(text, $"| {name} | {string.Join(" | ", memories.Select(memory => Kilobytes(value(memory))))} |");

    private static string Kilobytes(double bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024:N0} KB");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
