using System.Globalization;
using Gateway.Delivery;

namespace Gateway.Benchmarks;

/// <summary>
/// <c>line</c>: how long an event takes from its frame to the write for the last of N clients, inside the gateway, one event at
/// a time; and what is allocated on the way.
/// </summary>
internal static class LineBenchmark
{
    /// <summary>Long enough for the just-in-time compiler to come to its last word, and for the history to be full.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var clients = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        var events = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
        Console.WriteLine($"frame {EventLine.Frame.Length} bytes, {clients} clients, {events} events, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        MeasureParsing(events);
        await MeasureLineAsync(clients, events);
        return 0;
    }

    private static void MeasureParsing(int events)
    {
        var line = new EventLine();
        ForAWhile(() => Repeat(line, 1_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = TimeProvider.System.GetTimestamp();
        Repeat(line, events);
        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"frame to shared message: {elapsed.TotalMicroseconds / events:0.00} us, {(double)allocated / events:0} bytes allocated per event"));
    }

    private static async Task MeasureLineAsync(int clients, int events)
    {
        using var arrivals = new Arrivals(clients);
        var line = new EventLine();
        var queues = Enumerable.Range(0, clients).Select(static _ => new ClientQueue(new ClientOptions(), TimeProvider.System, new Gateway.Subscriptions.SubscriptionRegistry(new Gateway.Subscriptions.SubscriptionOptions(TimeSpan.FromSeconds(5))))).ToArray();
        var pumps = queues.Select(queue => line.AddClient(queue, new CountingWire(arrivals))).ToArray();
        var micros = new double[events];
        var ignored = new double[1_000];
        ForAWhile(() => Run(line, arrivals, ignored));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Run(line, arrivals, micros);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        foreach (var queue in queues)
        {
            queue.Close();
        }

        await Task.WhenAll(pumps);
        Array.Sort(micros);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"frame to the write of client {clients}: p50 {micros[events / 2]:0.0} us, p99 {micros[events * 99 / 100]:0.0} us"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"allocated per event: {(double)allocated / events:0} bytes, per delivery: {(double)allocated / events / clients:0.0} bytes"));
    }

    private static void Run(EventLine line, Arrivals arrivals, double[] micros)
    {
        for (var i = 0; i < micros.Length; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            line.Read(EventLine.Frame);
            arrivals.Wait();
            micros[i] = TimeProvider.System.GetElapsedTime(started, arrivals.LastArrival).TotalMicroseconds;
        }
    }

    private static void ForAWhile(Action work)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < WarmUp)
        {
            work();
        }
    }

    private static void Repeat(EventLine line, int events)
    {
        for (var i = 0; i < events; i++)
        {
            line.Read(EventLine.Frame);
        }
    }
}
