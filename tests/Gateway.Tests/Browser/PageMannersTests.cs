using Gateway.Tests.EndToEnd;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>How the page behaves towards everybody: keys instead of a mouse, little room, other languages, other colours, no sight.</summary>
public sealed class PageMannersTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string[] Panels = ["events", "state", "registry", "commands", "clients", "limits"];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Panels_InEachLook_AreFreeOfSeriousFaults_AndFitTheScreen(bool dark, bool phone)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, phone ? "#lang=de" : ""), dark, phone);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        await page.Find("event-row").First.Locator("button").First.ClickAsync();

        foreach (var panel in Panels)
        {
            await page.ShowAsync(panel);
            await Expect(page.Page.Locator("#" + panel)).ToBeVisibleAsync();
            (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty(panel);
            var (wide, screen) = (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), await page.Page.EvaluateAsync<int>("innerWidth"));
            wide.ShouldBeLessThanOrEqualTo(screen, panel);
        }
    }

    [Fact]
    public async Task Axe_PageWithAFault_FindsIt()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("hub-card", "hub", "home")).ToBeVisibleAsync();

        // Where the page draws nothing, so that it is not made good meanwhile.
        await page.Page.EvaluateAsync("document.body.append(document.createElement('input'))");

        (await Axe.FaultsAsync(page.Page)).ShouldContain(static fault => fault.Contains("label", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keyboard_ReachesTabsFilterAndFlow()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();

        await page.Find("tab", "panel", "events").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Find("tab", "panel", "state")).ToBeFocusedAsync();
        await Expect(page.Page.Locator("#state")).ToBeVisibleAsync();
        page.Page.Url.ShouldEndWith("#panel=state");
        (await page.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid", "focus is to be seen");
        await page.Page.Keyboard.PressAsync("End");
        await Expect(page.Page.Locator("#limits")).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Page.Locator("#events")).ToBeVisibleAsync();

        await page.Page.Keyboard.PressAsync("/");
        await Expect(page.Find("events-filter")).ToBeFocusedAsync();
        await page.Page.Keyboard.TypeAsync("a/b");
        await Expect(page.Find("events-filter")).ToHaveValueAsync("a/b");

        await page.Find("flow-hub", "id", "home").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Find("flow-hub", "id", "home")).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(page.Find("events-hub")).ToHaveValueAsync("home");
        page.Page.Url.ShouldContain("hub=home");
    }

    [Fact]
    public async Task Language_FromBrowserAddressAndChoice_IsKept()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url, locale: "de-AT");

        await Expect(page.Find("tab", "panel", "events")).ToHaveTextAsync("Ereignisse");
        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await Expect(page.Find("hub-card", "hub", "home").GetByTestId("hub-state")).ToHaveTextAsync("online");
        await page.Find("language").SelectOptionAsync("en");
        await Expect(page.Find("tab", "panel", "events")).ToHaveTextAsync("Events");
        await page.Page.ReloadAsync();
        await Expect(page.Find("tab", "panel", "events")).ToHaveTextAsync("Events");

        await page.Page.GotoAsync(new Uri(host.Url, "#lang=de&panel=registry").ToString());
        await Expect(page.Find("registry-summary")).ToHaveTextAsync("1 Abonnement bei der Zentrale bedient 1 Abonnement von Clients");
    }

    [Fact]
    public async Task Theme_ChosenAgainstTheSystem_IsDrawnAndKept()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("hub-card", "hub", "home")).ToBeVisibleAsync();
        var light = await GroundAsync(page.Page);

        await page.Find("theme").SelectOptionAsync("dark");
        var dark = await GroundAsync(page.Page);
        string.Equals(dark, light, StringComparison.Ordinal).ShouldBeFalse();
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        (await GroundAsync(page.Page)).ShouldBe(dark);
        await page.Find("theme").SelectOptionAsync("light");
        (await GroundAsync(page.Page)).ShouldBe(light);
        await page.Page.ReloadAsync();
        await Expect(page.Find("theme")).ToHaveValueAsync("light");
        (await GroundAsync(page.Page)).ShouldBe(light);
    }

    [Fact]
    public async Task Flood_OfEvents_IsDrawnFourTimesASecondAtMost_AndSaysWhatItDropped()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        await page.Page.EvaluateAsync(
            """
            (async () => {
              window.drawn = [];
              const { events } = await import('./app/data/events.js');
              events.subscribe(() => window.drawn.push(performance.now()));
            })()
            """);

        await FloodAsync(host);
        await Expect(page.Find("event-row").First).ToContainTextAsync("2999");
        await Expect(page.Find("events-summary")).ToContainTextAsync("dropped here to keep the newest 500");
        var drawn = await page.Page.EvaluateAsync<double[]>("window.drawn");
        drawn.Length.ShouldBeGreaterThan(2);

        // What the list is drawn from, which the page spaces itself: unlike the drawing, no busy machine moves two of these closer together.
        drawn.Zip(drawn.Skip(1), static (before, after) => after - before).ShouldAllBe(static gap => gap > 245, "at most one repaint per 250 ms, whatever came");
        (await page.Find("event-row").CountAsync()).ShouldBeLessThan(80, "only rows in sight are in the page");
    }

    [Fact]
    public async Task FloodOfStates_TilesAreDrawnOnceToEachBeat_WhateverElseThePageIsTold()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var tile = page.Page.Locator("[data-testid=tile][data-topic='entities/sensor.house_power']");
        await Expect(tile).ToBeVisibleAsync();
        await page.Page.EvaluateAsync(
            """
            (async () => {
              Object.assign(window, { beats: 0, polls: 0, twice: 0 });
              const { hubs } = await import('./app/data/hubs.js');
              const { version } = await import('./app/data/values.js');
              let drawn;
              hubs.subscribe(() => window.polls++);
              version.subscribe(() => window.beats++);
              new MutationObserver(() => {
                if (drawn === window.beats) window.twice++;
                drawn = window.beats;
              }).observe(document.querySelector('.tiles'), { childList: true, subtree: true, characterData: true });
            })()
            """);

        do
        {
            await FloodAsync(host);
        }
        while (await page.Page.EvaluateAsync<int>("window.polls") < 3);

        await Expect(tile).ToContainTextAsync("2,999");
        (await page.Page.EvaluateAsync<int>("window.beats")).ShouldBeGreaterThan(2);
        (await page.Page.EvaluateAsync<int>("window.twice")).ShouldBe(0);
    }

    private static async Task FloodAsync(GatewayHost host)
    {
        for (var value = 0; value < 3000; value++)
        {
            host.Home.SetState("sensor.house_power", value.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (value % 10 == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
    }

    private static Task<string> GroundAsync(IPage page) => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
