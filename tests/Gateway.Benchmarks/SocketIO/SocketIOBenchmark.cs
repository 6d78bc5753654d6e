using System.Diagnostics;
using System.Globalization;

namespace Gateway.Benchmarks.SocketIO;

/// <summary>
/// <c>socketio</c>: what an event costs the process that receives it, in processor time and bytes allocated, by the product's client,
/// by the package SocketIOClient and by a bare loop. The three take turns within one run, each in another order each round, and
/// medians are told; only the ratios say something about another machine.
/// </summary>
internal static class SocketIOBenchmark
{
    private const int WarmUpRounds = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
        var events = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
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
            foreach (var size in new[] { 200, 1_000 })
            {
                await MeasureAsync(url, rounds, events, size);
            }

            return 0;
        }
        finally
        {
            sender.StandardInput.Close();
            await sender.WaitForExitAsync();
        }
    }

    private static async Task MeasureAsync(Uri url, int rounds, int events, int size)
    {
        IContender[] contenders = [await OwnContender.OpenAsync(url), await PackageContender.OpenAsync(url), await BareContender.OpenAsync(url)];
        var measured = contenders.ToDictionary(static contender => contender, static _ => new List<Cost>());
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                var contender = contenders[(turn + round + WarmUpRounds) % contenders.Length];
                var cost = await CostAsync(contender, events, size);
                if (round >= 0)
                {
                    measured[contender].Add(cost);
                }
            }
        }

        foreach (var contender in contenders)
        {
            await contender.DisposeAsync();
        }

        Tell(size, [.. contenders.Select(contender => (contender.Name, measured[contender]))]);
    }

    private static async Task<Cost> CostAsync(IContender contender, int events, int size)
    {
        // Each pays for its own garbage only.
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        await contender.ReceiveAsync(events, size);
        return new Cost((Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / events, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)events);
    }

    private static void Tell(int size, (string Name, List<Cost> Costs)[] contenders)
    {
        var bare = Median(contenders[^1].Costs, static cost => cost.Micros);
        var package = Median(contenders[1].Costs, static cost => cost.Micros);
        foreach (var (name, costs) in contenders)
        {
            var micros = Median(costs, static cost => cost.Micros);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{size,5} B  {name,-20}  {micros,6:0.00} us ({costs.Min(static cost => cost.Micros):0.00} to {costs.Max(static cost => cost.Micros):0.00}), {Median(costs, static cost => cost.Bytes),6:0} B allocated per event; processor time {micros / package:0.00} of the package's, {micros / bare:0.00} of the bare loop's"));
        }
    }

    private static double Median(List<Cost> costs, Func<Cost, double> value)
    {
        var sorted = costs.Select(value).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private sealed record Cost(double Micros, double Bytes);
}
