using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>
/// <c>socketio</c>: what an event costs the process that receives it, in processor time and bytes allocated, by the product's client,
/// by the package SocketIOClient and by a bare loop. The three take turns within one run, each in another order each round, and
/// medians are told, of the ratios within each round too; only the ratios say something about another machine. Where many events come in
/// one write, the receiver never waits and the ratio shows what it does; where each comes by itself, as servers write them, a waiting
/// receiver is woken for most of them, which costs more than all the rest.
/// </summary>
internal static class SocketIOBenchmark
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
        var events = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50_000;
        using var sender = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["socketio-sender"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var port = await sender.StandardOutput.ReadLineAsync();
            var url = new Uri($"http://127.0.0.1:{port}");
            Console.WriteLine($"{rounds} rounds of {events} events, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
            MeasureReading(events, 200);
            MeasureReading(events, 1_000);
            foreach (var load in new[] { new Load(events, 200, 80, 0), new Load(events, 1_000, 16, 0), new Load(events, 200, 1, 0), new Load(events, 1_000, 1, 0), new Load(1_000, 200, 1, 1) })
            {
                await MeasureAsync(url, rounds, load);
            }

            return 0;
        }
        finally
        {
            sender.StandardInput.Close();
            await sender.WaitForExitAsync();
        }
    }

    /// <summary>The client's share alone: one packet over and over through its reader, no socket.</summary>
    private static void MeasureReading(int events, int size)
    {
        var reading = new PacketReading(size);
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < WarmUp)
        {
            reading.Repeat(1_000);
        }

        var processor = Environment.CpuUsage.TotalTime;
        reading.Repeat(events * 10);
        var micros = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / (events * 10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size,5} B  own reader alone: {micros:0.00} us"));
    }

    private static async Task MeasureAsync(Uri url, int rounds, Load load)
    {
        (string Name, Func<Uri, Task<IContender>> OpenAsync)[] contenders = [("own client", OwnContender.OpenAsync), ("SocketIOClient 3.0.6", PackageContender.OpenAsync), ("bare loop", BareContender.OpenAsync)];
        var measured = contenders.Select(static _ => new List<Cost>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var index = (turn + round + 1) % contenders.Length;
                await using var contender = await contenders[index].OpenAsync(url);
                await contender.ReceiveAsync(load with { Events = round < 0 ? load.Events : load.Events / 10 });
                var cost = await CostAsync(contender, load);
                if (round >= 0)
                {
                    measured[index].Add(cost);
                }
            }
        }

        Tell(load, [.. contenders.Select((contender, index) => (contender.Name, measured[index]))]);
    }

    private static async Task<Cost> CostAsync(IContender contender, Load load)
    {
        // Each pays for its own garbage only.
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        await contender.ReceiveAsync(load);
        return new Cost((Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / load.Events, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)load.Events);
    }

    private static void Tell(Load load, (string Name, List<Cost> Costs)[] contenders)
    {
        foreach (var (name, costs) in contenders)
        {
            var micros = Median(costs.Select(static cost => cost.Micros));
            var ofPackage = Median(costs.Zip(contenders[1].Costs, static (cost, package) => cost.Micros / package.Micros));
            var ofBare = Median(costs.Zip(contenders[^1].Costs, static (cost, bare) => cost.Micros / bare.Micros));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{load.Size,5} B, {load,-10}  {name,-20}  {micros,6:0.00} us ({costs.Min(static cost => cost.Micros):0.00} to {costs.Max(static cost => cost.Micros):0.00}), {Median(costs.Select(static cost => cost.Bytes)),6:0} B allocated per event; processor time {ofPackage:0.00} of the package's, {ofBare:0.00} of the bare loop's"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Cost(double Micros, double Bytes);
}
