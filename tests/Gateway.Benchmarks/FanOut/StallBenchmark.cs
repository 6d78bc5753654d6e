using Gateway.Benchmarks.FanOut.Load;
using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary>
/// <c>stall</c>: what clients that stop reading cost those that go on. <c>stall-memory</c>: what they cost the server's memory, and how
/// old is what they get when they wake. A stalled client still pings, so that nobody takes it for dead.
/// </summary>
internal static class StallBenchmark
{
    public const int Clients = 100;
    public const int Stalled = 3;

    /// <summary>For the memory of one: the youngest generation alone comes and goes by 4 MB, which must be little when divided by this.</summary>
    public const int StalledForMemory = 300;

    public const int EventBytes = 1_000;
    public const int EventsPerSecond = 300;

    /// <summary>Younger events than this are current.</summary>
    private static readonly TimeSpan Current = TimeSpan.FromMilliseconds(100);

    /// <summary>Clients ping between two slices, and SignalR wants one every half minute.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);

    /// <summary>Short of the ten seconds after which SignalR ends a connection whose write does not go on.</summary>
    private static readonly TimeSpan ShortSleep = TimeSpan.FromSeconds(9);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var healths = new List<StallHealth>();
        foreach (var contender in new[] { Contender.Product, Contender.Stock })
        {
            await using var entrant = await Entrant.StartAsync(contender, EventBytes);
            healths.Add(MeasureHealth(entrant, FanOutOptions.Parse(args)));
        }

        Publish("stall", StallReport.Write(healths));
        return 0;
    }

    public static async Task<int> RunMemoryAsync(string[] args)
    {
        await using var product = await Entrant.StartAsync(Contender.Product, EventBytes);
        product.Warm(Clients, TimeSpan.FromSeconds(10));
        var (memories, wakings) = MeasureMemory(product, FanOutOptions.Parse(args).SecondsOr(60));
        Publish("stall-memory", StallMemoryReport.Write(memories, wakings));
        return 0;
    }

    private static void Publish(string name, string section)
    {
        Console.WriteLine(section);
        PerformancePage.Replace(name, section);
    }

    /// <summary>Slices without and with stalled clients take turns.</summary>
    private static StallHealth MeasureHealth(Entrant entrant, FanOutOptions options)
    {
        entrant.Warm(Clients, TimeSpan.FromSeconds(5));
        var health = new StallHealth(entrant.Contender);
        // A contender that stops for a stalled client has a backlog afterwards, which would go to the next round's clients.
        for (var left = entrant.Contender == Contender.Product ? options.Rounds ?? 3 : 1; left > 0; left--)
        {
            using (var all = entrant.Join(Clients))
            {
                health.Without.AddRange(RunSlices(entrant, all));
            }

            using var healthy = entrant.Join(Clients - Stalled);
            entrant.Drive(healthy).Confirm();
            using var stalled = entrant.Join(Stalled);
            health.With.AddRange(RunSlices(entrant, healthy, stalled));
            stalled.Ping();
            health.CutOff += stalled.CutOff;
        }

        return health;
    }

    /// <summary>The first one lets the kernel's buffers of the stalled fill, and is left out. After a loss there is no point in going on.</summary>
    private static List<StallSlice> RunSlices(Entrant entrant, LoadGroup healthy, LoadGroup? stalled = null)
    {
        var slices = new List<StallSlice>();
        do
        {
            slices.Add(Run(entrant, healthy, stalled));
        }
        while (slices.Count < 3 && slices[^1].Missing == 0);
        return slices.Count > 1 ? slices[1..] : slices;
    }

    private static StallSlice Run(Entrant entrant, LoadGroup healthy, LoadGroup? stalled, TimeSpan? duration = null)
    {
        healthy.Ping();
        stalled?.Ping();
        var missing = entrant.Drive(healthy).Run(Shape.Rate(EventsPerSecond * healthy.Count), duration ?? Slice);
        return new StallSlice(healthy.Tally.Latency.Percentile(0.5) / 1000, healthy.Tally.Latency.Percentile(0.99) / 1000, missing);
    }

    private static (List<StallMemory> Memories, List<StallWaking> Wakings) MeasureMemory(Entrant entrant, double seconds)
    {
        var memories = new List<StallMemory>();
        var wakings = new List<StallWaking>();
        using var healthy = entrant.Join(Clients - Stalled);
        entrant.Drive(healthy).Confirm();
        Run(entrant, healthy, null);
        var before = entrant.Server.Resident;
        using var stalled = entrant.Join(StalledForMemory);
        using var sleeper = entrant.Join(1);
        using var longSleeper = entrant.Join(1);
        var started = TimeProvider.System.GetTimestamp();
        Run(entrant, healthy, stalled, ShortSleep);
        memories.Add(Look(entrant, stalled, before, started));
        wakings.Add(Wake(entrant, healthy, sleeper, started));
        while (TimeProvider.System.GetElapsedTime(started).TotalSeconds < seconds && stalled.CutOff < StalledForMemory)
        {
            longSleeper.Ping();
            Run(entrant, healthy, stalled, BetweenLooks);
            memories.Add(Look(entrant, stalled, before, started));
        }

        wakings.Add(Wake(entrant, healthy, longSleeper, started));
        return (memories, wakings);
    }

    private static StallMemory Look(Entrant entrant, LoadGroup stalled, long before, long started)
    {
        stalled.Ping();
        var queues = KernelQueues.Of(entrant.Server.Port, stalled.Ports);
        return new StallMemory(
            TimeProvider.System.GetElapsedTime(started).TotalSeconds,
            (entrant.Server.Resident - before) / (double)StalledForMemory,
            queues.Sending / (double)StalledForMemory,
            queues.Received / (double)StalledForMemory,
            stalled.CutOff);
    }

    private static StallWaking Wake(Entrant entrant, LoadGroup healthy, LoadGroup sleeper, long since)
    {
        sleeper.Ping();
        var started = TimeProvider.System.GetTimestamp();
        var slept = TimeProvider.System.GetElapsedTime(since, started);
        if (sleeper.CutOff > 0)
        {
            return new StallWaking(slept, IsCutOff: true);
        }

        StallWaking? waking = null;
        entrant.Drive(healthy).Run(Shape.Rate(EventsPerSecond * healthy.Count), TimeSpan.FromSeconds(5), () =>
        {
            sleeper.Read(TimeSpan.Zero);
            if (waking is null && sleeper.Tally.Deliveries > 0 && sleeper.Tally.LastAge < Current)
            {
                waking = new StallWaking(
                    slept, IsCutOff: false, sleeper.Tally.LongestAge, TimeProvider.System.GetElapsedTime(started), sleeper.Tally.Deliveries, sleeper.BytesRead);
            }
        });
        return waking ?? throw new TimeoutException("The client that woke was not current again after five seconds.");
    }
}
