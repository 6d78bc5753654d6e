using System.Globalization;
using Gateway.Benchmarks.FanOut;
using Gateway.Benchmarks.FanOut.Servers;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Benchmarks.Page;

/// <summary>
/// What the page at <c>/</c> costs its browser while a house tells 2,000 changes a second: processor time of the page's own process, memory
/// that is left after a collection, and how often it draws.
/// </summary>
internal static class PageBenchmark
{
    private const int DefaultSeconds = 60;
    private const int DefaultRate = 2000;
    private const double MostCpu = 0.6;

    /// <summary>A repaint is due 250 ms after the one before; a timer's own milliseconds are allowed.</summary>
    private const double SlowestMedian = 0.255;
    private const double SlowestRepaint = 0.5;

    /// <summary>From an event's arrival until 99 of a hundred stand in the document.</summary>
    private const double LongestWait = 0.25;

    private static readonly string[] Panels = ["events", "state"];

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : DefaultSeconds;
        var rate = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : DefaultRate;
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false, Entities = BusyHouse.Entities });
        await using var server = await ServerProcess.StartAsync(Places.ProductWithPage(home.Url, home.Token));
        await using var browser = await MeasuredBrowser.StartAsync();
        using var house = new BusyHouse(home, rate);
        var readings = new List<PageReading>();
        foreach (var panel in args.Length > 2 ? args[2..] : Panels)
        {
            readings.Add(await browser.WatchAsync(new Uri($"http://127.0.0.1:{server.Port}/#panel={panel}"), panel, TimeSpan.FromSeconds(seconds)));
            Console.Error.WriteLine(readings[^1]);
        }

        await house.StopAsync();
        var text = Report(readings, seconds, rate);
        Console.WriteLine(text);
        if (readings.Count == Panels.Length)
        {
            PerformancePage.Replace("page", text);
        }

        return readings.All(IsReached) ? 0 : 1;
    }

    private static bool IsReached(PageReading reading) => reading.Cpu < MostCpu && reading.MedianGap < SlowestMedian && reading.LongestGap < SlowestRepaint && reading.LongWait <= LongestWait;

    private static string Report(List<PageReading> readings, int seconds, int rate)
    {
        var rows = readings.Select(static reading => string.Create(
            CultureInfo.InvariantCulture,
            $"| {reading.Panel} | {reading.EventsPerSecond:N0} | {reading.Missed:N0} | {reading.Cpu:P0} | {reading.MainThread:P0} | {reading.HeapBefore / 1e6:N1} MB | {reading.HeapAfter / 1e6:N1} MB | {reading.Drawn:N1} | {reading.MedianGap * 1000:N0} ms | {reading.LongestGap * 1000:N0} ms | {reading.MedianWait * 1000:N0} ms | {reading.LongWait * 1000:N0} ms | {(IsReached(reading) ? "reached" : "missed")} |"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ### The page, {rate:N0} events/s for {seconds} s

            {Machine.Describe()}, Chromium headless without GPU: `dotnet run -c Release --project tests/Gateway.Benchmarks -- {Machine.Arguments}`

            | panel | events/s received | missed | renderer's CPU, of one core | the page's thread busy | heap before | heap after | repaints/s | median interval | longest | half drawn within | 99 % drawn within | CPU under 60 %, 99 % drawn within 250 ms, median interval under 255 ms, longest under 500 ms |
            |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|
            {string.Join('\n', rows)}

            * A change of a state every {1e6 / rate:N0} µs on {BusyHouse.Entities} entities, through the gateway's own process, shown by the page with hubs, flow and the named panel. Renderer: the browser's process for this page, user and system time, as the browser itself reports it; without a GPU it draws in software. Busy is by the wall clock, so it counts waiting for a processor too.
            * Heap: what JavaScript holds after a forced collection, 10 s after the page was opened and at the end. Missed: what the gateway conflated or dropped because the page was slow. Repaint: a change of the list or of the tiles in the document; it is due 250 ms after the one before, never sooner, and at once after a pause. Drawn within: from the event's arrival at the page until it stands in the document; since a repaint is never sooner than 250 ms after the one before, the few that come just after it wait for all of that and the timer's own milliseconds.
            """);
    }
}
