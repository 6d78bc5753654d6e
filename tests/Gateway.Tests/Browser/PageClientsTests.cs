using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>
/// Clients, holders and limits as the page draws them, given answers of the API's shapes: more clients than one has at hand, with
/// names, queues and losses.
/// </summary>
public sealed class PageClientsTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Limits =
        """
        [{"hub":"home","perSecond":20,"burst":40,"available":6,"inFlight":3,"waiting":0,
          "outcomes":{"ok":120,"sent":3,"rejected":1,"invalid":0,"offline":0,"timeout":2,"unknown":0,"limited":14,"expired":0}}]
        """;

    [Fact]
    public async Task Clients_Many_AreGroupedInTheFlow_FilteredByAClick_AndDisconnectedAfterAskingTwice()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        var ended = await StubAsync(page.Page);
        await page.Page.ReloadAsync();

        await Expect(page.Find("flow-client").Last).ToContainTextAsync("more");
        await page.ShowAsync("registry");
        var holder = page.Find("registry-holder", "client", "client-03");
        await holder.ClickAsync();
        page.Page.Url.ShouldEndWith("#client=client-03&panel=clients");
        var row = page.Find("client-row", "client", "client-03");
        await Expect(row).ToHaveClassAsync("chosen");
        await Expect(row).ToContainTextAsync("tablet <3>");
        await Expect(page.Find("client-row")).ToHaveCountAsync(30);
        await Expect(page.Find("filters")).ToContainTextAsync("tablet <3>");

        await row.GetByTestId("client-disconnect").ClickAsync();
        await row.GetByTestId("client-disconnect-no").ClickAsync();
        ended.ShouldBeEmpty();
        await row.GetByTestId("client-disconnect").ClickAsync();
        await row.GetByTestId("client-disconnect-yes").ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        ended.ShouldBe(["client-03"]);
    }

    [Fact]
    public async Task Events_OfAClient_AreThoseOfTheTopicsItHolds()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await StubAsync(page.Page);
        await page.Page.GotoAsync(new Uri(host.Url, "#client=client-01&topic=entities/light.hall").ToString());
        await page.Page.ReloadAsync();
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(1);

        await page.Page.GotoAsync(new Uri(host.Url, "#client=client-29&topic=entities/light.hall").ToString());
        await Expect(page.Find("event-row")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Limits_ShowBucketAndOutcomes()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await StubAsync(page.Page);
        await page.ShowAsync("limits");

        var row = page.Find("limit-row", "hub", "home");
        await Expect(row.GetByTestId("limit-left")).ToHaveTextAsync("6 of 40 left");
        await Expect(row.GetByRole(AriaRole.Meter)).ToHaveAttributeAsync("aria-valuenow", "6");
        await Expect(row.Locator("[data-outcome='limited']")).ToHaveTextAsync("14 limited");
        await Expect(row).ToContainTextAsync("3 under way");
    }

    /// <summary>Thirty clients, of which the first twenty hold what the page holds. Answers who was disconnected.</summary>
    private static async Task<ConcurrentQueue<string>> StubAsync(IPage page)
    {
        var ended = new ConcurrentQueue<string>();
        await page.RouteAsync("**/api/limits", static route => route.FulfillAsync(Json(Limits)));
        await page.RouteAsync("**/api/clients", route => route.FulfillAsync(Json(
            $"[{string.Join(',', Enumerable.Range(1, 30).Where(number => !ended.Contains(Id(number), StringComparer.Ordinal)).Select(Client))}]")));
        await page.RouteAsync("**/api/clients/*", async route =>
        {
            var id = new Uri(route.Request.Url).Segments[^1];
            if (route.Request.Method is "GET")
            {
                await route.FulfillAsync(Json($$"""{"id":"{{id}}","held":[]}"""));
                return;
            }

            ended.Enqueue(id);
            await route.FulfillAsync(new() { Status = 204 });
        });
        await page.RouteAsync("**/subscriptions*", static async route =>
        {
            var answer = await route.FetchAsync();
            var rows = JsonNode.Parse(await answer.TextAsync())!.AsArray();
            foreach (var row in rows)
            {
                row!["holders"] = new JsonArray([.. Enumerable.Range(1, 20).Select(static number => JsonValue.Create(Id(number)))]);
            }

            await route.FulfillAsync(Json(rows.ToJsonString()));
        });
        return ended;
    }

    private static string Client(int number) =>
        $$"""
        {"id":"{{Id(number)}}","transport":"SignalR","key":"tablet <{{number}}>","connected":"2026-11-21T06:00:00Z","topics":1,"hubs":[{"hub":"home","topics":1}],
         "queued":0,"queuedBytes":0,"delivered":{{number}},"conflated":0,"dropped":0,"eventsPerSecond":{{number}}}
        """;

    private static string Id(int number) => $"client-{number:00}";

    private static RouteFulfillOptions Json(string body) => new() { Status = 200, ContentType = "application/json", Body = body };
}
