using Gateway.Benchmarks.FanOut.Load;
using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary>
/// <c>fanout</c>: what it costs to bring a hub's event to N clients over real sockets, from the hub's send to the client's read,
/// by the product and by others. Every server is a process of its own; hub and clients are this process and the same code for all.
/// The contenders take turns, each round in another order; medians are told, of the ratios within each round too.
/// </summary>
internal static class FanOutBenchmark
{
    private const int EventBytes = 200;

    /// <summary>Descriptors besides the clients'.</summary>
    private const int SpareDescriptors = 200;

    private static readonly Shape[] Shapes = [Shape.Window(1), Shape.Window(16), Shape.Rate(40_000)];

    public static async Task<int> RunAsync(string[] args)
    {
        var options = FanOutOptions.Parse(args);
        var limit = Machine.OpenFiles;
        if (options.Clients.Max() + SpareDescriptors > limit)
        {
            await Console.Error.WriteLineAsync($"{options.Clients.Max()} clients need as many open files, here and in each server, and {limit} are allowed. Run 'ulimit -n {options.Clients.Max() + 1_000}' first.");
            return 2;
        }

        var contenders = new[] { Contender.Product, Contender.Raw, Contender.Stock, Contender.NodeSocketIO }
            .Where(contender => options.IsWhole || options.Only.Contains(contender.Key, StringComparer.Ordinal))
            .Where(static contender => contender != Contender.NodeSocketIO || Places.HasSocketIO)
            .ToArray();
        foreach (var clients in options.Clients)
        {
            await MeasureAsync(contenders, clients, options);
        }

        return 0;
    }

    private static async Task MeasureAsync(Contender[] contenders, int clients, FanOutOptions options)
    {
        var entrants = new List<Entrant>();
        var span = TimeSpan.FromSeconds(options.SecondsOr(3));
        try
        {
            foreach (var contender in contenders)
            {
                var entrant = await Entrant.StartAsync(contender, EventBytes);
                entrants.Add(entrant);
                await entrant.MeasureIdleAsync(clients);
                entrant.Warm(clients, span);
            }

            var rounds = options.RoundsFor(clients);
            for (var round = 0; round < rounds; round++)
            {
                for (var turn = 0; turn < entrants.Count; turn++)
                {
                    entrants[(turn + round) % entrants.Count].Run(clients, Shapes, span);
                }
            }

            var section = FanOutReport.Write(entrants, Shapes, clients, rounds);
            Console.WriteLine(section);
            if (options.IsWhole)
            {
                PerformancePage.Replace($"fanout-{clients}", section);
            }
        }
        finally
        {
            foreach (var entrant in entrants)
            {
                await entrant.DisposeAsync();
            }
        }
    }
}
