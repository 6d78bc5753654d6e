using Gateway.Benchmarks.FanOut.Load;
using Gateway.Benchmarks.FanOut.Servers;

namespace Gateway.Benchmarks.FanOut;

/// <summary>A contender that runs, with the results of its rounds.</summary>
internal sealed class Entrant : IAsyncDisposable
{
    /// <summary>For the just-in-time compiler's work and memory to come to rest.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    private const int FirstClients = 20;
    private static readonly Shape WarmUp = Shape.Window(16);
    private readonly Feed _feed;
    private readonly ServerProcess _server;
    private readonly Dictionary<string, List<Span>> _spans = new(StringComparer.Ordinal);

    private Entrant(Contender contender, Feed feed, ServerProcess server)
    {
        Contender = contender;
        _feed = feed;
        _server = server;
    }

    public Contender Contender { get; }

    public ServerProcess Server => _server;

    /// <summary>How much the process grew per client that joined and got nothing, in bytes.</summary>
    public double IdleBytes { get; private set; }

    public IReadOnlyList<Span> Of(Shape shape) => _spans.GetValueOrDefault(shape.Name, []);

    public static async Task<Entrant> StartAsync(Contender contender, int eventBytes)
    {
        var feed = contender.MakeFeed(eventBytes);
        feed.Start();
        try
        {
            return new Entrant(contender, feed, await ServerProcess.StartAsync(contender.Start(feed.Port)));
        }
        catch
        {
            await feed.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Measures memory in a fresh process whose code has been run once by a few clients, before any event was delivered. A quarter
    /// of the clients stands for what a process needs once, however many there are.
    /// </summary>
    public async Task MeasureIdleAsync(int clients)
    {
        Join(FirstClients).Dispose();
        using var quarter = Join(clients / 4);
        await Task.Delay(Settle, TimeProvider.System);
        var before = _server.Resident;
        using var rest = Join(clients - quarter.Count);
        await Task.Delay(Settle, TimeProvider.System);
        IdleBytes = (_server.Resident - before) / (double)rest.Count;
    }

    /// <summary>Makes the compiler come to its last word.</summary>
    public void Warm(int clients, TimeSpan duration)
    {
        using var group = Join(clients);
        var driver = new Driver(_feed, group);
        driver.Confirm();
        driver.Run(WarmUp, duration);
    }

    /// <summary>One turn: joins, runs each shape after a run that does not count, leaves.</summary>
    public void Run(int clients, IReadOnlyList<Shape> shapes, TimeSpan duration)
    {
        using var group = Join(clients);
        var driver = new Driver(_feed, group);
        driver.Confirm();
        foreach (var shape in shapes)
        {
            group.Ping();
            driver.Run(shape, duration / 4);
            if (!_spans.TryGetValue(shape.Name, out var spans))
            {
                _spans.Add(shape.Name, spans = []);
            }

            spans.Add(Measure(driver, group.Tally, shape, duration));
        }
    }

    /// <summary>More clients for this server.</summary>
    public LoadGroup Join(int clients)
    {
        _feed.Ready.Wait(TimeSpan.FromSeconds(20));
        return new LoadGroup(_server.Port, clients, Contender.Dialect);
    }

    /// <summary>Sends to these, and to whoever else has joined.</summary>
    public Driver Drive(LoadGroup group) => new(_feed, group);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _feed.DisposeAsync();
    }

    private Span Measure(Driver driver, Tally tally, Shape shape, TimeSpan duration)
    {
        var (server, load, started) = (_server.ProcessorTime, Environment.CpuUsage.TotalTime, TimeProvider.System.GetTimestamp());
        var missing = driver.Run(shape, duration);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        return new Span(
            (_server.ProcessorTime - server).TotalMicroseconds / tally.Deliveries,
            tally.Latency.Percentile(0.5) / 1000,
            tally.Latency.Percentile(0.99) / 1000,
            tally.Deliveries / elapsed.TotalSeconds,
            missing,
            (Environment.CpuUsage.TotalTime - load) / elapsed);
    }
}
