using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>Who holds what, as the page asks for it and shows it.</summary>
public sealed class PageHoldersTests(Chromium chromium, PageHost shared) : IClassFixture<Chromium>, IClassFixture<PageHost>
{
    private const string Hall = "entities/light.hall";
    private const int Streams = 105;

    private readonly GatewayHost _host = shared.Host;

    [Fact]
    public async Task Holder_BeyondThoseThatAreNamed_IsShownWithWhatItHolds()
    {
        var streams = await Task.WhenAll(Enumerable.Range(0, Streams).Select(number => _host.Http.GetStreamAsync($"/api/hubs/home/events?topic={Hall}&topic=entities/sun.sun").Soon()));
        try
        {
            var row = (await _host.Http.GetFromJsonAsync<JsonArray>("/api/hubs/home/subscriptions?holders=100").Soon())!.Single(static row => row!["topic"]!.GetValue<string>() is Hall)!;
            var named = row["holders"]!.AsArray().Select(static id => id!.GetValue<string>()).ToArray();
            named.Length.ShouldBe(100);
            // A page of the test before may still be there for a moment.
            var clients = (await _host.Http.GetFromJsonAsync<JsonArray>("/api/clients").Soon())!
                .Where(static client => client!["transport"]!.GetValue<string>() is "SSE").Select(static client => client!["id"]!.GetValue<string>());
            var hidden = clients.Except(named, StringComparer.Ordinal).First();

            // The registry: its rows, it itself before the others, and how many more there are.
            await using var page = await chromium.OpenAsync(new Uri(_host.Url, $"#client={hidden}&panel=registry"));
            await Expect(page.Find("registry-row")).ToHaveCountAsync(2);
            var hall = page.Find("registry-row", "topic", Hall);
            await Expect(hall.GetByTestId("registry-holder").First).ToHaveAttributeAsync("data-client", hidden);
            await Expect(hall.GetByTestId("registry-more")).ToHaveTextAsync($"and {Streams - 4} more");
            await page.Find("language").SelectOptionAsync("de");
            await Expect(hall.GetByTestId("registry-more")).ToHaveTextAsync($"und {Streams - 4} weitere");
            await page.Find("language").SelectOptionAsync("en");

            // The client: what it holds, and a way to its events, which are those of what it holds.
            await hall.GetByTestId("registry-holder").First.ClickAsync();
            var client = page.Find("client-row", "client", hidden);
            await Expect(client).ToHaveClassAsync("chosen");
            await Expect(client.GetByTestId("client-topic")).ToHaveTextAsync([$"home {Hall}", "home entities/sun.sun"]);
            await Expect(page.Find("client-held")).ToHaveCountAsync(1);
            (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
            await page.ShowAsync("events");
            await Expect(page.Find("event-row")).ToHaveCountAsync(2);
            await page.ShowAsync("clients");
            await client.GetByTestId("client-topic").First.ClickAsync();
            await Expect(page.Find("event-row")).ToHaveCountAsync(1);
            page.Page.Url.ShouldContain($"topic=%22{Hall}%22&client={hidden}&panel=events");

            // Who holds nothing of this any more is not shown with it.
            await page.ShowAsync("clients");
            await client.GetByTestId("client-disconnect").ClickAsync();
            await client.GetByTestId("client-disconnect-yes").ClickAsync();
            await Expect(client).ToHaveCountAsync(0);
            await page.ShowAsync("registry");
            await Expect(page.Find("registry-row")).ToHaveCountAsync(0);
        }
        finally
        {
            foreach (var stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Holders_AreAskedForOnlyWhileSomethingShowsThem()
    {
        await using var page = await chromium.OpenAsync(_host.Url);
        await page.Page.Clock.InstallAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        var asked = new ConcurrentQueue<string>();
        page.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/api/hubs/home/subscriptions", StringComparison.Ordinal))
            {
                asked.Enqueue(new Uri(request.Url).Query);
            }
        };

        await UntilQuietAsync(page, asked);
        await page.ShowAsync("registry");
        await UntilAskedAsync(page, asked);
        await page.ShowAsync("state");
        await UntilQuietAsync(page, asked);
        await page.Find("flow-client").First.ClickAsync();
        page.Page.Url.ShouldContain("client=");
        await UntilAskedAsync(page, asked);
        await page.Find("flow-client").First.ClickAsync();
        await UntilQuietAsync(page, asked);
    }

    /// <summary>Three polls long nobody asks.</summary>
    private static async Task UntilQuietAsync(WatchedPage page, ConcurrentQueue<string> asked)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        for (var quiet = 0; quiet < 3; quiet++)
        {
            limit.IsCancellationRequested.ShouldBeFalse($"nobody looks, and it is asked: {string.Join(' ', asked)}");
            asked.Clear();
            await page.Page.Clock.FastForwardAsync(2_100);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            quiet = asked.IsEmpty ? quiet : -1;
        }
    }

    private static async Task UntilAskedAsync(WatchedPage page, ConcurrentQueue<string> asked)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!asked.Contains("?holders=100", StringComparer.Ordinal))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"it is to be asked: {string.Join(' ', asked)}");
            await page.Page.Clock.FastForwardAsync(1_000);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
