using System.Globalization;
using System.Text;
using Gateway.Benchmarks.FanOut;

namespace Gateway.Benchmarks.Micro;

/// <summary><c>unwanted</c>: what an event costs that nobody asked for, from its frame's bytes to its being let go, and what it leaves behind.</summary>
internal static class UnwantedBenchmark
{
    private const double BoundMicros = 2;

    /// <summary>Fewer than history has room for, so that growth shows.</summary>
    private const int KeptEvents = 4_000;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
        var events = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
        var text = new StringBuilder();
        text.Append("### Events that nobody wants\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Median of {rounds} rounds of {events:N0} events, {Machine.Describe()}: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`\n\n");
        text.Append("| what arrives | allocated per event | bound | frame to its end | | bound | kept per event | |\n|---|--:|--:|--:|---|--:|--:|---|\n");
        foreach (var unwanted in UnwantedCase.All)
        {
            await KeptAsync(unwanted);
            var kept = await KeptAsync(unwanted);
            var (micros, allocated) = Cost(await unwanted.Make(), rounds, events);
            var row = string.Create(CultureInfo.InvariantCulture,
                $"| {unwanted.Name} | {allocated:0} B | {BoundMicros:0} µs | {micros[rounds / 2]:0.00} µs ({micros[0]:0.00} to {micros[^1]:0.00}) | {(micros[rounds / 2] <= BoundMicros ? "reached" : "missed")} | 0 B | {kept:0} B | {(kept < 0.5 ? "reached" : "missed")} |");
            Console.WriteLine(row);
            text.Append(row).Append('\n');
        }

        text.Append(
            """

            * From the frame's bytes, through the kind's own reader, to its end. One thread, the same 16 frames in turn. What was allocated is garbage at once, or takes the place of what its topic's value was before.
            * Home Assistant sends all entities to whoever wants one, deCONZ and a Socket.IO server everything they have. Entities and things keep their last value, for whoever asks for them next; history keeps nothing of a topic that nobody has held for as long as history reaches back.

            """);
        PerformancePage.Replace("unwanted", text.ToString());
        return 0;
    }

    /// <summary>By how much the heap has grown after a full collection. What is made at the first event of a topic is there already.</summary>
    private static async Task<double> KeptAsync(UnwantedCase unwanted)
    {
        var take = await unwanted.Make();
        Repeat(take, 64);
        var before = Heap();
        Repeat(take, KeptEvents);
        var grown = Heap() - before;
        GC.KeepAlive(take);
        return Math.Max(0, grown) / (double)KeptEvents;
    }

    private static (double[] Micros, double Allocated) Cost(Action<int> take, int rounds, int events)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begun) < WarmUp)
        {
            Repeat(take, 1_000);
        }

        var micros = new double[rounds];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            var started = TimeProvider.System.GetTimestamp();
            Repeat(take, events);
            micros[round] = TimeProvider.System.GetElapsedTime(started).TotalMicroseconds / events;
        }

        var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)rounds / events;
        Array.Sort(micros);
        return (micros, allocated);
    }

    private static long Heap()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void Repeat(Action<int> take, int events)
    {
        for (var number = 0; number < events; number++)
        {
            take(number);
        }
    }
}
