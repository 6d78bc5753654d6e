using System.Text.RegularExpressions;
using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The panel State: what things are, and what a tile does when it is used.</summary>
public sealed partial class PageStateTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Tile_Switched_SaysAcceptedSentAndConfirmed_AndShowsTheNewState()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var tile = page.Find("tile", "topic", "entities/light.hall");
        await Expect(tile).ToContainTextAsync("Hall Light");
        await Expect(tile.GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "false");

        await tile.GetByTestId("tile-switch").ClickAsync();
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(tile.GetByTestId("tile-stage")).ToHaveTextAsync(Stages());
        await Expect(tile.GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "true");

        await tile.GetByTestId("tile-level").FillAsync("40");
        await Expect(tile).ToContainTextAsync("40%");
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await page.ShowAsync("commands");
        await Expect(page.Find("command-history-item")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Tile_HubSaysNo_OrIsAway_SaysSoInWords()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state&topic=entities/light.hall"));
        var tile = page.Find("tile", "topic", "entities/light.hall");

        host.Home.RefuseCommand("call_service", "unauthorized", "The hall is asleep");
        await tile.GetByTestId("tile-switch").ClickAsync();
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "rejected");
        await Expect(tile.GetByTestId("tile-stage")).ToContainTextAsync("The hall is asleep");

        await host.Home.KillAsync();
        await Expect(page.Find("hub-reason")).Not.ToBeEmptyAsync();
        await tile.GetByTestId("tile-switch").ClickAsync();
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "offline");
        await Expect(tile.GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "false");
    }

    [Fact]
    public async Task Table_FollowsValues_AndTheFilter()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state&topic=entities/sensor.*"));
        await page.Find("state-table").ClickAsync();
        await Expect(page.Find("state-row")).ToHaveCountAsync(7);
        await Expect(page.Find("state-summary")).ToHaveTextAsync("7 things");

        host.Home.SetState("sensor.house_power", "1234.5", new() { ["unit_of_measurement"] = "W", ["friendly_name"] = "House <b>Power</b>" });
        var row = page.Find("state-row", "topic", "entities/sensor.house_power");
        await Expect(row).ToContainTextAsync("House <b>Power</b>");
        await Expect(row).ToContainTextAsync("1,234.5 W");
        host.Home.RemoveState("sensor.house_power");
        await Expect(row).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Event_Opened_CopiesHowToSubscribe()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#topic=entities/light.hall"));
        await page.Find("event-row").First.Locator("button").First.ClickAsync();

        (await CopiedAsync(page, "copy-curl")).ShouldBe($"curl -N '{host.Url}api/hubs/home/events?topic=entities%2Flight.hall'");
        (await CopiedAsync(page, "copy-javascript")).ShouldContain("""connection.invoke('Subscribe', {"hub":"home","topics":["entities/light.hall"]})""");
        (await CopiedAsync(page, "copy-csharp")).ShouldContain("""InvokeAsync<JsonElement>("Subscribe", new { hub = "home", topics = new[] { "entities/light.hall" } })""");
    }

    private static async Task<string> CopiedAsync(WatchedPage page, string button)
    {
        await page.Find(button).ClickAsync();
        await Expect(page.Find(button)).ToHaveTextAsync("Copied");
        return await page.Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    [GeneratedRegex(@"^accepted → sent [\d.,]+ ms → confirmed [\d.,]+ ms$", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Stages();
}
