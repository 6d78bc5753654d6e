using System.Net.Http.Headers;
using Gateway.Tests.Access;
using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The page where keys are needed: it asks for one, and shows what that may read.</summary>
public sealed class PageKeyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Page_KeyNeeded_AsksForIt_ShowsWhatItMayRead_AndLeavesWithIt()
    {
        using var keys = new KeyFolder();
        var owner = keys.Add("owner", "admin");
        var tablet = keys.Add("wall tablet", "read:home/entities/light.*");
        await using var host = await keys.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner);
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        page.RefusedKeysAreExpected = true;

        await page.Find("key-input").FillAsync("gw_0123456789012345678901234567890123456789012");
        await page.Find("key-send").ClickAsync();
        await Expect(page.Find("key-fault")).ToContainTextAsync("There is no such key");
        await page.Find("key-input").FillAsync(tablet);
        await page.Find("key-send").ClickAsync();

        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(page.Find("key-forget")).ToContainTextAsync("wall tablet");
        await Expect(page.Find("hub-reconnect")).ToHaveCountAsync(0);
        await Expect(page.Find("hub-limits")).ToContainTextAsync("40 of 40");
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        (await page.Find("event-row").AllInnerTextsAsync()).ShouldAllBe(static row => row.Contains("light.", StringComparison.Ordinal) || row.Contains("entities/*", StringComparison.Ordinal));

        await page.Page.ReloadAsync();
        await Expect(page.Find("key-prompt")).ToBeVisibleAsync();
        await page.Find("key-input").FillAsync(owner);
        await page.Find("key-remember").CheckAsync();
        await page.Find("key-send").ClickAsync();
        await Expect(page.Find("hub-reconnect")).ToBeVisibleAsync();
        await page.Page.ReloadAsync();
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");

        keys.Remove("owner");
        await Expect(page.Find("key-prompt")).ToBeVisibleAsync();
        (await page.Page.EvaluateAsync<string?>("localStorage.getItem('gateway-key')")).ShouldBeNull("a key that is worth nothing is not kept");
    }

    [Fact]
    public async Task Page_KeyTakenAway_IsBackWithAnother_AndStaysSo_AndKnowsWhatThatMayAfterEachReconnect()
    {
        using var keys = new KeyFolder();
        var (first, second) = (keys.Add("first", "admin"), keys.Add("second", "read:home/*"));
        await using var host = await keys.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);
        (page.RefusedKeysAreExpected, page.LostRequestsAreExpected) = (true, true);
        await page.Find("key-input").FillAsync(first);
        await page.Find("key-send").ClickAsync();
        await Expect(page.Find("hub-reconnect")).ToBeVisibleAsync();

        keys.Remove("first");
        await Expect(page.Find("key-prompt")).ToBeVisibleAsync();
        await page.Find("key-input").FillAsync(second);
        await page.Find("key-send").ClickAsync();
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        await page.Page.EvaluateAsync("(async () => { window.lost = 0; (await import('./app/data/connection.js')).onLost(() => window.lost++); })()");
        await Expect(page.Find("hub-reconnect")).ToHaveCountAsync(0);

        // Longer than any attempt that is still to come waits at first.
        await page.Page.WaitForTimeoutAsync(3_000);
        (await page.Page.EvaluateAsync<int>("window.lost")).ShouldBe(0);
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");

        keys.Change("second", "admin");
        await Expect(page.Find("hub-reconnect")).ToBeVisibleAsync();
        keys.Change("second", "read:home/*");
        await Expect(page.Find("hub-reconnect")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Page_AnybodyMayDoAnything_SaysSo()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Access:AllowAnonymous"] = "true" });
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);

        await Expect(page.Find("anonymous-banner")).ToContainTextAsync("Everybody on this network can command your hubs");
    }
}
