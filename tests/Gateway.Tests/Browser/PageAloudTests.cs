using System.Text.Json;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>What is read out to those who do not see the page is said once: ages and countdowns move beside it, in silence.</summary>
public sealed class PageAloudTests(Chromium chromium, PageHost shared, HubFormHost empty) : IClassFixture<Chromium>, IClassFixture<PageHost>, IClassFixture<HubFormHost>
{
    private const string GoAway =
        """
        async () => {
          const { gateway } = await import('/app/data/connection.js');
          gateway.set({ state: 'away', lostAt: Date.now(), nextAt: Date.now() + 60_000, refusal: null });
        }
        """;

    private readonly GatewayHost _host = shared.Host;

    [Fact]
    public async Task Banner_GatewayIsAway_SaysSoOnce_WhileAgeAndCountdownMove()
    {
        await using var page = await chromium.OpenAsync(_host.Url);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        await page.Page.EvaluateAsync(GoAway);
        var banner = page.Find("gateway-banner");
        await Expect(banner.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The gateway cannot be reached.");
        await Expect(banner).ToContainTextAsync("Next try in");

        await MovesInSilenceAsync(page, banner);
    }

    [Fact]
    public async Task Alarm_WithItsHub_IsSaidOnce_WhileItsAgeMoves()
    {
        await using var page = await chromium.OpenAsync(_host.Url);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        var alarms = JsonSerializer.Serialize(new[] { new { alarm = "hub-refused", hub = "home", since = TimeProvider.System.GetUtcNow(), text = "The hub said no." } });
        await page.Page.RouteAsync("**/api/alarms", route => route.FulfillAsync(new() { ContentType = "application/json", Body = alarms }));
        var alarm = page.Find("alarm");
        await Expect(alarm).ToContainTextAsync("home");
        await Expect(alarm.GetByRole(AriaRole.Status)).ToContainTextAsync("The hub said no.");
        await Expect(alarm.GetByRole(AriaRole.Status)).ToContainTextAsync("home");

        await MovesInSilenceAsync(page, alarm);
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pairing_SaysWhatToDo_AndThatItIsDone_WhileTheMinuteRunsDown()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var page = await chromium.OpenAsync(empty.Url);
        await page.Page.RouteAsync("**/api/discovery", static route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"enabled":true,"found":[]}""" }));
        await page.Find("hub-add").ClickAsync();
        await page.Find("hub-kind", "kind", "Deconz").ClickAsync();
        await page.Find("hub-option", "option", "Url").Locator("input").FillAsync(hub.Url.ToString());
        var pairing = page.Find("hub-pairing");
        await page.Find("hub-pair").ClickAsync();
        await Expect(pairing.GetByRole(AriaRole.Status)).ToContainTextAsync("Now unlock the hub");

        await MovesInSilenceAsync(page, page.Find("hub-pairing-left"));
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
        hub.Unlock();
        await Expect(pairing).ToHaveAttributeAsync("data-state", "paired");
        (await Aloud.HeardAsync(page.Page)).ShouldContain("The hub gave a key. Save to keep it.", StringComparer.Ordinal);
    }

    /// <summary>Two steps of the clock are seen there, and nothing is heard.</summary>
    private static async Task MovesInSilenceAsync(WatchedPage page, ILocator there)
    {
        await Aloud.ListenAsync(page.Page);
        for (var step = 0; step < 2; step++)
        {
            await Expect(there).Not.ToHaveTextAsync((await there.TextContentAsync().Soon())!);
        }

        (await Aloud.HeardAsync(page.Page)).ShouldBeEmpty();
    }
}
