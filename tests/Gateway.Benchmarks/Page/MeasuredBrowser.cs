using Microsoft.Playwright;

namespace Gateway.Benchmarks.Page;

/// <summary>A Chromium whose books are read by its own protocol.</summary>
internal sealed class MeasuredBrowser : IAsyncDisposable
{
    private const string DefaultPath = "/usr/bin/chromium";
    private const string Counted = "async () => { const { events } = await import('./app/data/events.js'); const { total, missed } = events.get(); return [total, missed]; }";

    /// <summary>
    /// Changes of what the panel shows, those of one repaint as one; and of each event how long it took from its arrival until it stood in the
    /// document, counted by whole milliseconds so that the measure itself holds nothing.
    /// </summary>
    private const string Watch =
        """
        async panel => {
          const { onMessage } = await import('./app/data/connection.js');
          const { events } = await import('./app/data/events.js');
          const { version } = await import('./app/data/values.js');
          window.drawn = [];
          window.waited = new Array(2000).fill(0);
          let arriving = [], leaving = [];
          onMessage('event', () => arriving.push(performance.now()));
          (panel === 'state' ? version : events).subscribe(() => { leaving = leaving.concat(arriving); arriving = []; });
          const note = () => {
            const now = performance.now();
            if (!window.drawn.length || now - window.drawn.at(-1) > 20) window.drawn.push(now);
            for (const arrived of leaving) window.waited[Math.min(1999, Math.floor(now - arrived))]++;
            leaving = [];
          };
          new MutationObserver(note).observe(document.querySelector('.event-space, .tiles'), { childList: true, subtree: true, characterData: true, attributes: true });
        }
        """;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    /// <summary>A collection takes the page a moment, so not often.</summary>
    private static readonly TimeSpan HeapEvery = TimeSpan.FromMinutes(1);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private MeasuredBrowser(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<MeasuredBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } path ? path : DefaultPath,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new MeasuredBrowser(playwright, browser);
    }

    public async Task<PageReading> WatchAsync(Uri url, string panel, TimeSpan time)
    {
        await using var context = await _browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        var books = await context.NewCDPSessionAsync(page);
        var processes = await _browser.NewBrowserCDPSessionAsync();
        await books.SendAsync("Performance.enable", null);
        await page.GotoAsync(url.ToString());
        await page.WaitForSelectorAsync(".event, .tile");
        await Task.Delay(WarmUp, TimeProvider.System);

        var heapBefore = await HeapAsync(books);
        await page.EvaluateAsync(Watch, panel);
        var (cpuBefore, taskBefore, countsBefore) = (await RendererAsync(processes), (await MetricsAsync(books))["TaskDuration"], await page.EvaluateAsync<double[]>(Counted));
        var begin = TimeProvider.System.GetTimestamp();
        var heaps = new List<double>();
        for (var left = time; left > TimeSpan.Zero; left -= HeapEvery)
        {
            await Task.Delay(left < HeapEvery ? left : HeapEvery, TimeProvider.System);
            heaps.Add(await HeapAsync(books));
            Console.Error.WriteLine($"{panel}: {heaps[^1] / 1e6:N2} MB after {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:N0} s, {heapBefore / 1e6:N2} MB before");
        }

        var elapsed = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        var (cpuAfter, taskAfter, countsAfter) = (await RendererAsync(processes), (await MetricsAsync(books))["TaskDuration"], await page.EvaluateAsync<double[]>(Counted));
        var drawn = await page.EvaluateAsync<double[]>("window.drawn");
        var waited = await page.EvaluateAsync<double[]>("window.waited");
        double[] gaps = [.. drawn.Zip(drawn.Skip(1), static (before, after) => (after - before) / 1000).Order()];
        return new PageReading(
            panel,
            (countsAfter[0] - countsBefore[0]) / elapsed,
            countsAfter[1] - countsBefore[1],
            (cpuAfter - cpuBefore) / elapsed,
            (taskAfter - taskBefore) / elapsed,
            heapBefore,
            heaps[^1],
            drawn.Length / elapsed,
            gaps[gaps.Length / 2],
            gaps[^1],
            Reached(waited, 0.5),
            Reached(waited, 0.99));
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
    }

    /// <summary>Seconds within which such a share of the events stood in the document.</summary>
    private static double Reached(double[] waited, double share)
    {
        var left = waited.Sum() * share;
        return Array.FindIndex(waited, count => (left -= count) <= 0) is var index and >= 0 ? (index + 1) / 1000.0 : double.NaN;
    }

    /// <summary>Seconds of processor time of the busiest renderer: there is one page, and perhaps a spare process for the next.</summary>
    private static async Task<double> RendererAsync(ICDPSession processes)
    {
        var answer = await processes.SendAsync("SystemInfo.getProcessInfo", null) ?? throw new InvalidOperationException("The browser tells nothing of its processes.");
        return answer.GetProperty("processInfo").EnumerateArray()
            .Where(static process => process.GetProperty("type").GetString() is "renderer")
            .Max(static process => process.GetProperty("cpuTime").GetDouble());
    }

    private static async Task<double> HeapAsync(ICDPSession books)
    {
        await books.SendAsync("HeapProfiler.collectGarbage", null);
        return (await MetricsAsync(books))["JSHeapUsedSize"];
    }

    private static async Task<Dictionary<string, double>> MetricsAsync(ICDPSession books)
    {
        var answer = await books.SendAsync("Performance.getMetrics", null) ?? throw new InvalidOperationException("The page tells nothing of its costs.");
        return answer.GetProperty("metrics").EnumerateArray().ToDictionary(
            static metric => metric.GetProperty("name").GetString()!, static metric => metric.GetProperty("value").GetDouble(), StringComparer.Ordinal);
    }
}
