using System.Text.RegularExpressions;
using Gateway.Tests.Clients;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The page as a new owner walks it: looks, asks, acts, follows, breaks something, and sees it come back.</summary>
public sealed partial class PageWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Owner_WalksTheDemo_FromTheFirstLookToAHubThatBreaksAndComesBack()
    {
        await using var demo = await DemoHost.StartAsync();
        await using var page = await chromium.OpenAsync(demo.Url);
        await FiltersPausesAndReadsADifferenceAsync(page);
        await page.ShowAsync("state");
        await ToggleAsync(page, "home", "entities/light.bedroom");
        await ToggleAsync(page, "deconz", "lights/4");
        await ToggleAsync(page, "homey", "homey:device:3f1c0a52-0007-4d8e-9b61-5a0c27d1e007");
        await Expect(page.Find("tile", "topic", "homey:device:3f1c0a52-0007-4d8e-9b61-5a0c27d1e007")).ToContainTextAsync("Coffee Machine");
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
        await FollowsARegistryEntryToItsClientAndCutsItAsync(page, demo);
        await BreaksAHubAndWatchesItComeBackAsync(page, demo);
    }

    [Fact]
    public async Task Screenshots_WhenAskedFor_AreTakenForTheDocuments()
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is not { Length: > 0 })
        {
            return;
        }

        await using var gateway = GatewayProcess.Start(["--demo", "--urls", "http://127.0.0.1:0"]);
        await gateway.ListeningAsync();
        foreach (var (name, panel, dark, phone) in new[] { ("page", "events", false, false), ("page-dark", "state", true, false), ("page-phone", "state", false, true) })
        {
            await using var page = await chromium.OpenAsync(new Uri(gateway.Url, "#panel=" + panel), dark, phone);
            await Expect(page.Find("flow-hub")).ToHaveCountAsync(5);
            await page.Page.WaitForTimeoutAsync(phone ? 5_000 : 60_000);
            var folder = Directory.CreateDirectory(Path.Combine(GatewayHost.Top, "docs", "images"));
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, name + ".png"), FullPage = phone });
        }
    }

    private static async Task FiltersPausesAndReadsADifferenceAsync(WatchedPage page)
    {
        await Expect(page.Find("hub-card")).ToHaveCountAsync(5);
        foreach (var hub in new[] { "chat", "deconz", "diary", "home", "homey" })
        {
            await Expect(page.Find("hub-card", "hub", hub).GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
        }

        await page.Find("hub-card", "hub", "deconz").GetByTestId("hub-show-events").ClickAsync();
        await Expect(page.Find("event-row", "hub", "deconz").First).ToBeVisibleAsync();
        await Expect(page.Find("event-row", "hub", "home")).ToHaveCountAsync(0);
        await page.Find("events-hub").SelectOptionAsync("");
        await page.Find("events-filter").FillAsync("entities/sensor.*");
        await Expect(page.Find("event-row").Filter(new() { HasTextRegex = Difference() }).First).ToBeVisibleAsync();
        await page.Find("events-pause").ClickAsync();
        await Expect(page.Find("events-pause")).ToContainTextAsync(SomeNew());
        await page.Find("events-pause").ClickAsync();
        await page.Find("events-filter").FillAsync("");
    }

    private static async Task FollowsARegistryEntryToItsClientAndCutsItAsync(WatchedPage page, DemoHost demo)
    {
        using var http = new HttpClient();
        await using var stream = await http.GetStreamAsync(new Uri(demo.Url, "api/hubs/home/events?topic=entities/light.hall"));
        await page.ShowAsync("registry");
        await Expect(page.Find("registry-summary")).ToHaveTextAsync("5 upstream subscriptions serve 6 client subscriptions");

        await page.Find("registry-row", "topic", "entities/light.hall").GetByTestId("registry-holder").ClickAsync();
        var row = page.Page.Locator("[data-testid='client-row'].chosen");
        await Expect(row).ToContainTextAsync("SSE");
        await Expect(page.Find("client-row")).ToHaveCountAsync(2);
        await row.GetByTestId("client-disconnect").ClickAsync();
        await row.GetByTestId("client-disconnect-yes").ClickAsync();

        await Expect(page.Find("client-row")).ToHaveCountAsync(1);
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync().Soon()).ShouldContain("entities/light.hall");
        await page.ShowAsync("limits");
        await Expect(page.Find("limit-row", "hub", "chat").GetByTestId("limit-left")).ToHaveTextAsync("40 of 40 left");
        await Expect(page.Find("version")).Not.ToBeEmptyAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Clear the filter: Client" }).ClickAsync();
    }

    private static async Task BreaksAHubAndWatchesItComeBackAsync(WatchedPage page, DemoHost demo)
    {
        var card = page.Find("hub-card", "hub", "home");
        await page.ShowAsync("events");
        await demo.Home.KillAsync();
        await Expect(card.GetByTestId("hub-reason")).Not.ToBeEmptyAsync();
        await Expect(card.GetByTestId("hub-next-attempt")).ToContainTextAsync(Attempt());
        await Expect(page.Page.Locator(".flow-edge.away")).ToHaveCountAsync(1);
        await Expect(page.Find("hub-card", "hub", "deconz").GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();

        await demo.Home.RestartAsync();
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(page.Page.Locator(".flow-edge.away")).ToHaveCountAsync(0);
        await page.Find("events-filter").FillAsync("entities/sensor.house_power");
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        demo.Home.SetState("sensor.house_power", "4321");
        await Expect(page.Find("event-row").Filter(new() { HasText = "→ 4321" }).First).ToBeVisibleAsync();
    }

    private static async Task ToggleAsync(WatchedPage page, string hub, string topic)
    {
        var tile = page.Page.Locator($"[data-testid='tile'][data-hub='{hub}'][data-topic='{topic}']");
        await tile.GetByTestId("tile-switch").ClickAsync();
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
    }

    [GeneratedRegex("state: .+ → ", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Difference();

    [GeneratedRegex(@"Resume, [1-9]", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SomeNew();

    [GeneratedRegex("next attempt in|trying now", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Attempt();
}
