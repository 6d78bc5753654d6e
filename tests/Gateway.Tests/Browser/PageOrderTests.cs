using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>Rows and nodes that a person points at stay where they are, focus included, and long lists are shown in part.</summary>
public sealed class PageOrderTests(Chromium chromium, PageHost shared) : IClassFixture<Chromium>, IClassFixture<PageHost>
{
    private static readonly string[] LongestFirst = ["client-02", "client-03", "client-01"];

    private readonly GatewayHost _host = shared.Host;

    [Fact]
    public async Task Clients_WhoseRatesChange_KeepTheirPlaces_InTheTableAndInTheFlow()
    {
        var asked = 0;
        await using var page = await OpenAsync("#panel=clients", () => asked++ % 2 == 0 ? Three(30, 20, 10) : Three(10, 20, 30));
        var focused = page.Find("flow-client", "id", "client-03");
        await Expect(page.Find("client-row")).ToHaveCountAsync(3);
        await focused.FocusAsync();

        foreach (var rate in new[] { "10", "30", "10" })
        {
            await Expect(page.Find("client-row", "client", "client-01").Locator("td[data-unit='Events/s']")).ToHaveTextAsync(rate);
            (await IdsAsync(page, "client-row", "client")).ShouldBe(LongestFirst);
            (await IdsAsync(page, "flow-client", "id")).ShouldBe(LongestFirst);
            await Expect(focused).ToBeFocusedAsync();
        }

        // Nor does it move for being chosen.
        await page.Find("client-row", "client", "client-01").Locator("button").First.ClickAsync();
        await Expect(page.Find("client-row", "client", "client-01")).ToHaveClassAsync("chosen");
        (await IdsAsync(page, "client-row", "client")).ShouldBe(LongestFirst);
    }

    [Fact]
    public async Task Disconnect_ByKeyboard_AsksOfWhom_AndNeverLosesTheFocus()
    {
        var isEnded = false;
        await using var page = await OpenAsync("#panel=clients&lang=de", () => isEnded ? Three(1, 2, 3)[..2] : Three(1, 2, 3));
        await page.Page.RouteAsync("**/api/clients/*", async route =>
        {
            isEnded = true;
            await route.FulfillAsync(new() { Status = 204 });
        });
        var row = page.Find("client-row", "client", "client-03");
        var (disconnect, keep) = (row.GetByTestId("client-disconnect"), row.GetByTestId("client-disconnect-no"));

        await disconnect.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(keep).ToBeFocusedAsync();
        await Expect(row.GetByRole(AriaRole.Group, new() { Name = "Die Verbindung von wall tablet 3 in the hall client beenden?" })).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(disconnect).ToBeFocusedAsync();

        // A second click at the same place keeps it, however long the question.
        var box = (await disconnect.BoundingBoxAsync().Soon())!;
        var (x, y) = (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        await page.Page.Mouse.ClickAsync(x, y);
        await Expect(keep).ToBeFocusedAsync();
        await page.Page.Mouse.ClickAsync(x, y);
        isEnded.ShouldBeFalse();
        await Expect(disconnect).ToBeFocusedAsync();
        isEnded.ShouldBeFalse();

        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(keep).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(row).ToHaveCountAsync(0);
        await Expect(page.Page.GetByRole(AriaRole.Region, new() { Name = "Clients" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Clients_MoreThanAreShown_ComeWhenAsked_AndTheChosenOneAtOnce()
    {
        await using var page = await OpenAsync("#panel=clients&client=client-99", static () => [.. Enumerable.Range(1, 230).Select(static number => Client(number, "2026-11-21T06:00:00Z", 0))]);
        await Expect(page.Find("client-row")).ToHaveCountAsync(201);
        await Expect(page.Find("client-row", "client", "client-99")).ToHaveClassAsync("chosen");
        await Expect(page.Find("clients-summary")).ToHaveTextAsync("230 clients connected");

        await Expect(page.Find("more")).ToHaveTextAsync("Show more, 29 left");
        await page.Find("more").ClickAsync();
        await Expect(page.Find("client-row")).ToHaveCountAsync(230);
        await Expect(page.Find("more")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Registry_MoreThanIsShown_ComesWhenAsked_AndIsCountedWhole()
    {
        var rows = new JsonArray([.. Enumerable.Range(1, 250).Select(static number => (JsonNode)new JsonObject
        {
            ["topic"] = $"entities/sensor.s{number:000}",
            ["upstream"] = "entities",
            ["state"] = "live",
            ["subscribers"] = 1,
            ["since"] = "2026-11-21T06:00:00Z",
        })]).ToJsonString();
        await using var page = await OpenAsync("#hub=home&panel=registry", static () => Three(1, 2, 3));
        await page.Page.RouteAsync("**/api/hubs/home/subscriptions*", route => route.FulfillAsync(Json(rows)));

        await Expect(page.Find("registry-summary")).ToHaveTextAsync("1 upstream subscription serves 250 client subscriptions");
        await Expect(page.Find("registry-row")).ToHaveCountAsync(200);
        await Expect(page.Find("more")).ToHaveTextAsync("Show more, 50 left");
        await page.Find("more").ClickAsync();
        await Expect(page.Find("registry-row")).ToHaveCountAsync(250);
        await Expect(page.Find("more")).ToHaveCountAsync(0);
    }

    /// <summary>The page as it is told of these clients.</summary>
    private async Task<WatchedPage> OpenAsync(string view, Func<JsonNode[]> clients)
    {
        var page = await chromium.OpenAsync(new Uri(_host.Url, view));
        await page.Page.RouteAsync("**/api/clients", route => route.FulfillAsync(Json(new JsonArray(clients()).ToJsonString())));
        await page.Page.RouteAsync("**/api/clients/*", static route => route.FulfillAsync(Json("""{"held":[]}""")));
        await page.Page.ReloadAsync();
        return page;
    }

    private static JsonNode[] Three(int first, int second, int third) =>
        [Client(1, "2026-11-21T06:00:00Z", first), Client(2, "2026-11-21T05:00:00Z", second), Client(3, "2026-11-21T05:30:00Z", third)];

    private static JsonNode Client(int number, string connected, int rate) => new JsonObject
    {
        ["id"] = $"client-{number:00}",
        ["transport"] = "SignalR",
        ["key"] = $"wall tablet {number} in the hall",
        ["connected"] = connected,
        ["topics"] = 1,
        ["hubs"] = new JsonArray(new JsonObject { ["hub"] = "home", ["topics"] = 1 }),
        ["queued"] = 0,
        ["queuedBytes"] = 0,
        ["delivered"] = 1,
        ["conflated"] = 0,
        ["dropped"] = 0,
        ["eventsPerSecond"] = rate,
    };

    private static Task<string[]> IdsAsync(WatchedPage page, string testId, string attribute) =>
        page.Page.EvaluateAsync<string[]>($"Array.from(document.querySelectorAll('[data-testid={testId}]'), element => element.dataset.{attribute})").Soon();

    private static RouteFulfillOptions Json(string body) => new() { Status = 200, ContentType = "application/json", Body = body };
}
