using System.Globalization;
using System.Text;
using Gateway.Benchmarks.FanOut;

namespace Gateway.Benchmarks.Micro;

/// <summary>
/// <c>topics</c>: what one event costs with 100,000 topics, against the same with 100 and as many receivers per event; turn and turn
/// about. Its match and offer alone, on which the bound is, and the whole way from the feed's call to the queues of its clients.
/// </summary>
internal static class TopicsBenchmark
{
    private const int Many = 100_000;
    private const int Few = 100;
    private const int Clients = 1_000;
    private const double Bound = 1.5;

    /// <summary>Of a line that is measured in parts.</summary>
    private const int Lot = 20;

    /// <summary>Between two drains; no client gets more than fit its queue.</summary>
    private const int Batch = TopicHub.MaxPrepared;

    private static readonly TopicShape[] Shapes =
    [
        new("topics named"),
        new("topics named", 10),
        new("a tenth by patterns") { PatternTenths = 1 },
        new("a tenth by patterns, one comes or goes every 20 events") { PatternTenths = 1, EventsPerChange = 20 },
        new("topics named, in their order") { IsSequential = true, IsBound = false },
        new("topics named, in their order", 10) { IsSequential = true, IsBound = false },
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
        var events = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50_000;
        var rows = new List<string>();
        var only = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
        foreach (var shape in only > 0 ? Shapes[(only - 1)..only] : Shapes)
        {
            var row = await MeasureAsync(shape, rounds, events);
            Console.WriteLine(row);
            rows.Add(row);
            GC.Collect();
        }

        if (only == 0)
        {
            PerformancePage.Replace("topics", Report(rows, rounds, events));
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(TopicShape shape, int rounds, int events)
    {
        var many = new TopicHub(shape, Many, Clients);
        var few = new TopicHub(shape, Few, Clients);
        await many.FillAsync();
        await few.FillAsync();
        GC.Collect();
        await RunAsync(few, 100_000, isWhole: true);
        await RunAsync(many, 100_000, isWhole: true);
        var parts = new List<(double Many, double Few)>(rounds);
        var wholes = new List<(double Many, double Few)>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            parts.Add(await CompareAsync(many, few, events, round, isWhole: false));
            wholes.Add(await CompareAsync(many, few, events, round, isWhole: true));
        }

        if (many.Lost + few.Lost > 0)
        {
            throw new InvalidOperationException("A queue overflowed; what was measured is something else.");
        }

        var ratio = Median(parts.Select(static cost => cost.Many / cost.Few));
        var verdict = shape.IsBound ? ratio <= Bound ? "reached" : "missed" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"| {shape.Name} | {shape.Receivers} | {Describe(parts)} | {(shape.IsBound ? Bound : "–")} | {verdict} | {Describe(wholes)} |");
    }

    private static string Describe(IReadOnlyList<(double Many, double Few)> costs)
    {
        var ratios = costs.Select(static cost => cost.Many / cost.Few).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture,
            $"{Median(costs.Select(static cost => cost.Few)):0.00} µs | {Median(costs.Select(static cost => cost.Many)):0.00} µs | {Median(ratios):0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})");
    }

    private static async Task<(double Many, double Few)> CompareAsync(TopicHub many, TopicHub few, int events, int round, bool isWhole)
    {
        var first = round % 2 == 0 ? await RunAsync(many, events, isWhole) : 0;
        var other = await RunAsync(few, events, isWhole);
        return (round % 2 == 0 ? first : await RunAsync(many, events, isWhole), other);
    }

    /// <summary>Answers the microseconds per event, draining and the clients' coming and going left out.</summary>
    private static async Task<double> RunAsync(TopicHub hub, int events, bool isWhole)
    {
        var order = new int[Batch];
        var before = hub.Delivered;
        var spent = TimeSpan.Zero;
        for (var done = 0; done < events; done += Batch)
        {
            for (var i = 0; i < Batch; i++)
            {
                order[i] = hub.Shape.IsSequential ? (done + i) % hub.Topics : Random.Shared.Next(hub.Topics);
            }

            spent += await RunBatchAsync(hub, order, isWhole);
            hub.Drain();
        }

        var delivered = hub.Delivered - before;
        return delivered == events * (long)hub.Shape.Receivers
            ? spent.TotalMicroseconds / events
            : throw new InvalidOperationException($"{delivered} deliveries of {events} events to {hub.Shape.Receivers} clients each.");
    }

    private static async Task<TimeSpan> RunBatchAsync(TopicHub hub, int[] order, bool isWhole)
    {
        hub.Prepare(order);
        var step = hub.Shape.EventsPerChange > 0 ? hub.Shape.EventsPerChange : Lot;
        var spent = TimeSpan.Zero;
        for (var from = 0; from < order.Length; from += step)
        {
            if (hub.Shape.EventsPerChange > 0)
            {
                await hub.ComeOrGoAsync(from / step);
            }

            spent += isWhole ? Append(hub, from, step) : hub.MatchAndOffer(from, step);
        }

        return spent;
    }

    private static TimeSpan Append(TopicHub hub, int from, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var place = from; place < from + count; place++)
        {
            hub.Append(place);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Report(IReadOnlyList<string> rows, int rounds, int events)
    {
        var text = new StringBuilder();
        text.Append("### 100,000 topics against 100\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Median of {rounds} rounds of {events:N0} events, {Machine.Describe()}: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`\n\n");
        text.Append("| topics of 1,000 clients | receivers per event | match and offer: 100 topics | 100,000 topics | ratio | bound | | the whole line: 100 topics | 100,000 topics | ratio |\n|---|--:|--:|--:|--:|--:|---|--:|--:|--:|\n");
        foreach (var row in rows)
        {
            text.Append(row).Append('\n');
        }

        text.Append(
            """

            * Match and offer: from an event that is made, in lots of 20, to the clients' queues. The whole line: from the call with which the feed hands over a changed entity (430 bytes): topic found, bytes made, history, last value, match, offer. Queues are drained between batches, outside the time; no pump is woken.
            * Random order: with 100,000 topics nearly everything an event touches of its topic (table entry, name, topic, last value, receivers, the queue) comes from memory that no near cache holds, with 100 everything is there. With the topics in the order in which they were made the work is the same and memory can be read ahead.
            * A pattern stands for ten topics: 1,000 patterns with 100,000 topics, one with 100. With 1 receiver per event 100 topics reach 100 clients only (10 with patterns), 100,000 topics all 1,000.

            """);
        return text.ToString();
    }
}
