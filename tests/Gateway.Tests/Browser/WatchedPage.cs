using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Gateway.Tests.Browser;

/// <summary>
/// The page under watch: everything it writes to the console, every breach of its content policy and every request to another
/// origin is kept, and fails the test at disposal.
/// </summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private const string PolicyWatch =
        "addEventListener('securitypolicyviolation', event => console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`))";

    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = new();

    private WatchedPage(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Set where the gateway goes away: the browser itself then writes an error for each request that failed.</summary>
    public bool LostRequestsAreExpected { get; set; }

    /// <summary>Set where a key is refused, which the browser writes an error of as well.</summary>
    public bool RefusedKeysAreExpected { get; set; }

    /// <summary>Set where a hub is switched off or taken out while the page may be asking it for its devices: the browser then writes an error of that 503 or 404.</summary>
    public bool LeavingHubsAreExpected { get; set; }

    public static async Task<WatchedPage> OpenAsync(IBrowserContext context, Uri url)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        Assertions.SetDefaultExpectTimeout(20_000);
        var watched = new WatchedPage(context, page);
        await page.AddInitScriptAsync(PolicyWatch);
        page.Console += (_, message) => watched.Note(message);
        page.PageError += (_, error) => watched._faults.Enqueue($"page error: {error}");
        page.Request += (_, request) => watched.Note(new Uri(request.Url), url);
        page.WebSocket += (_, socket) => watched.Note(new Uri(socket.Url), url);
        await page.GotoAsync(url.ToString());
        return watched;
    }

    public ILocator Find(string testId) => Page.GetByTestId(testId);

    public ILocator Find(string testId, string attribute, string value) => Page.Locator($"[data-testid='{testId}'][data-{attribute}='{value}']");

    /// <summary>Opens one of the panels behind tabs.</summary>
    public Task ShowAsync(string panel) => Find("tab", "panel", panel).ClickAsync();

    public static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _faults.ShouldBeEmpty();
    }

    private void Note(IConsoleMessage message)
    {
        var isLostRequest = LostRequestsAreExpected && message.Text.Contains("net::ERR_", StringComparison.Ordinal);
        var isRefusedKey = RefusedKeysAreExpected && message.Text.Contains("401", StringComparison.Ordinal);
        var isLeavingHub = LeavingHubsAreExpected && message.Location.Contains("/http/api/manager/devices/", StringComparison.Ordinal)
            && (message.Text.Contains("503", StringComparison.Ordinal) || message.Text.Contains("404", StringComparison.Ordinal));
        if (message.Type is "error" or "warning" && !isLostRequest && !isRefusedKey && !isLeavingHub)
        {
            _faults.Enqueue($"console {message.Type}: {message.Text} ({message.Location})");
        }
    }

    private void Note(Uri asked, Uri own)
    {
        if (!string.Equals(asked.Authority, own.Authority, StringComparison.Ordinal) && asked.Scheme is not ("data" or "blob"))
        {
            _faults.Enqueue($"request to another origin: {asked}");
        }
    }
}
