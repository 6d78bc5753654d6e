using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.DemoHubs.Deconz;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Gateway.Tests.Settings;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>Things on the page come and go with what is there: with their hubs, and with what happened while the page, or the hub, was away.</summary>
public sealed class PageValuesTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly SettingsFolder _folder = new();

    [Fact]
    public async Task Hub_RemovedOrOfAnotherKind_TakesItsThingsAlong()
    {
        await using var deconz = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var homey = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        await using var host = await GatewayHost.StartAsync(Settings(("Settings:File", _folder.Hubs)));
        var (asDeconz, asHomey) = (Entry("Deconz", deconz.Url, deconz.Token), Entry("Homey", homey.Url, homey.Token, ("HomeyId", homey.HomeyId)));
        await PutAsync(host, asDeconz);
        await using var page = await OpenAsync(host);
        page.LeavingHubsAreExpected = true;
        var (others, homes) = (page.Find("tile", "hub", "other"), page.Find("tile", "hub", "home"));
        await Expect(others.Filter(new() { HasText = "Reading lamp" })).ToHaveCountAsync(1);
        await Expect(homes).ToHaveCountAsync(26);

        // A choice of topics is of one kind as well.
        await page.ShowAsync("events");
        await page.Find("topic-editor").Locator("summary").ClickAsync();
        await page.Find("topic-row", "hub", "home").GetByTestId("topic-input").FillAsync("ring");
        await page.Find("topic-row", "hub", "home").GetByTestId("topic-input").PressAsync("Enter");
        await Expect(page.Find("topic-chip", "topic", "ring")).ToHaveAttributeAsync("data-state", "live");
        await page.ShowAsync("state");

        await PutAsync(host, asHomey);
        await Expect(others.Filter(new() { HasText = "Coffee Machine" })).ToHaveCountAsync(1);
        await Expect(others).ToHaveCountAsync(8);
        await page.ShowAsync("events");
        await Expect(page.Find("topic-row", "hub", "other").GetByTestId("topic-chip")).ToHaveAttributeAsync("data-topic", "homey:device:*");
        await Expect(page.Find("topic-row", "hub", "other").GetByTestId("topic-chip")).ToHaveAttributeAsync("data-state", "live");
        await page.ShowAsync("state");

        using (var removed = await host.Http.DeleteAsync("/api/hubs/other/settings"))
        {
            removed.EnsureSuccessStatusCode();
        }

        await Expect(page.Find("hub-card")).ToHaveCountAsync(1);
        await Expect(others).ToHaveCountAsync(0);
        await Expect(homes).ToHaveCountAsync(26);

        await PutAsync(host, asDeconz);
        await Expect(others.Filter(new() { HasText = "Reading lamp" })).ToHaveCountAsync(1);
        await Expect(others.Filter(new() { HasText = "Coffee Machine" })).ToHaveCountAsync(0);
        await page.Page.ReloadAsync();
        await Expect(others.Filter(new() { HasText = "Reading lamp" })).ToHaveCountAsync(1);
        await page.ShowAsync("events");
        await Expect(page.Find("topic-chip", "topic", "ring")).ToHaveAttributeAsync("data-state", "live");
    }

    [Fact]
    public async Task Devices_ListedAfterTheirHubHasGone_AreNotShown()
    {
        await using var homey = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        await using var deconz = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var host = await GatewayHost.StartAsync(Settings(("Settings:File", _folder.Hubs)));
        await using var page = await OpenAsync(host);
        var (asked, isGone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await page.Page.RouteAsync("**/api/hubs/other/http/**", async route =>
        {
            asked.TrySetResult();
            await isGone.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"1":{"id":"1","name":"Ghost","capabilitiesObj":{}}}""" });
        });
        await PutAsync(host, Entry("Homey", homey.Url, homey.Token, ("HomeyId", homey.HomeyId)));
        await asked.Task.Soon();
        await PutAsync(host, Entry("Deconz", deconz.Url, deconz.Token));
        await Expect(page.Find("tile", "hub", "other").Filter(new() { HasText = "Reading lamp" })).ToHaveCountAsync(1);

        var told = page.Page.WaitForResponseAsync("**/api/hubs/other/http/**");
        isGone.SetResult();
        await (await told).FinishedAsync();

        host.Home.SetState("light.hall", "on");
        await Expect(page.Find("tile", "topic", "entities/light.hall").GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(page.Find("tile", "topic", "homey:device:1")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Things_GoneWhileThePageOrTheHubWasAway_Go_AndAllOthersStay()
    {
        await using var host = await GatewayHost.StartAsync(Settings(("Subscriptions:HistoryEvents", "0")));
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        await Expect(page.Find("tile")).ToHaveCountAsync(26);

        page.LostRequestsAreExpected = true;
        await page.Page.RouteAsync("**/live/**", static route => route.AbortAsync());
        host.Service<ClientDirectory>().All.Single(static client => client.Transport is "SignalR").Queue.Close();
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "away");
        host.Home.RemoveState("light.kitchen");
        host.Home.SetState("light.hall", "on");
        host.Home.SetState("light.new", "off");
        await Expect(page.Find("tile")).ToHaveCountAsync(26);
        await page.Page.UnrouteAllAsync();

        await Expect(page.Find("tile", "topic", "entities/light.new")).ToBeVisibleAsync();
        await Expect(page.Find("tile", "topic", "entities/light.kitchen")).ToHaveCountAsync(0);
        await Expect(page.Find("tile", "topic", "entities/light.hall").GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(page.Find("tile")).ToHaveCountAsync(26);

        // The hub tells what differs, and nothing of all that is as it was.
        await host.Home.KillAsync();
        await Expect(page.Find("hub-reason")).Not.ToBeEmptyAsync();
        host.Home.RemoveState("light.new");
        await host.Home.RestartAsync();
        await Expect(page.Find("tile", "topic", "entities/light.new")).ToHaveCountAsync(0);
        await Expect(page.Find("hub-state")).ToHaveAttributeAsync("data-state", "online");
        host.Home.SetState("light.hall", "off");
        await Expect(page.Find("tile", "topic", "entities/light.hall").GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(page.Find("tile")).ToHaveCountAsync(25);
    }

    [Fact]
    public async Task Things_GoneInAGap_Go()
    {
        await using var host = await GatewayHost.StartAsync(Settings(("Clients:QueueMessages", "16")), new HomeAssistantDemoHubOptions { Living = false, Entities = 2_000 });
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        await Expect(page.Find("state-summary")).ToHaveTextAsync("2,026 things");

        // All at once, which is more than waits for a client: what it drops is made good by a snapshot.
        var asked = host.Home.Received.Last(static frame => frame.Contains("\"subscribe_entities\"", StringComparison.Ordinal));
        var names = new JsonArray([.. Enumerable.Range(1, 2_000).Select(static number => JsonValue.Create($"sensor.extra_{number:0000}"))]);
        await host.Home.SendRawAsync(new JsonObject { ["id"] = JsonNode.Parse(asked)!["id"]!.DeepClone(), ["type"] = "event", ["event"] = new JsonObject { ["r"] = names } }.ToJsonString());

        await Expect(page.Find("state-summary")).ToHaveTextAsync("26 things");
        await page.ShowAsync("events");
        await Expect(page.Find("events-summary")).ToContainTextAsync("missed");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Topic_NoLongerListenedTo_TakesItsThingsAlong_AndBringsThemBack()
    {
        await using var homey = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        await using var host = await GatewayHost.StartAsync(Settings(("Settings:File", _folder.Hubs)));
        await PutAsync(host, Entry("Homey", homey.Url, homey.Token, ("HomeyId", homey.HomeyId)));
        await using var page = await OpenAsync(host);
        var (others, homes) = (page.Find("tile", "hub", "other"), page.Find("tile", "hub", "home"));
        await Expect(homes).ToHaveCountAsync(26);
        await Expect(others).ToHaveCountAsync(8);
        await AddAsync("home", "entities/light.*");

        await DropAsync("home", "entities/*");
        await Expect(homes).ToHaveCountAsync(4);
        await Expect(page.Find("tile", "topic", "entities/light.hall")).ToBeVisibleAsync();
        await DropAsync("home", "entities/light.*");
        await Expect(homes).ToHaveCountAsync(0);
        await Expect(others).ToHaveCountAsync(8);
        await AddAsync("home", "entities/*");
        await Expect(homes).ToHaveCountAsync(26);

        // What the hub's list alone tells of a thing comes back with it.
        await DropAsync("other", "homey:device:*");
        await Expect(others).ToHaveCountAsync(0);
        await AddAsync("other", "homey:device:*");
        await Expect(others).ToHaveCountAsync(8);
        await Expect(others.Filter(new() { HasText = "Coffee Machine" })).ToHaveCountAsync(1);

        async Task AddAsync(string hub, string topic)
        {
            var row = await EditAsync(hub);
            await row.GetByTestId("topic-input").FillAsync(topic);
            await row.GetByTestId("topic-input").PressAsync("Enter");
            await Expect(page.Find("topic-chip", "topic", topic)).ToHaveAttributeAsync("data-state", "live");
            await page.ShowAsync("state");
        }

        async Task DropAsync(string hub, string topic)
        {
            await (await EditAsync(hub)).Locator($"[data-topic='{topic}']").GetByRole(AriaRole.Button).ClickAsync();
            await page.ShowAsync("state");
        }

        async Task<ILocator> EditAsync(string hub)
        {
            await page.ShowAsync("events");
            await page.Find("topic-editor").Locator("summary").ClickAsync();
            return page.Find("topic-row", "hub", hub);
        }
    }

    private Task<WatchedPage> OpenAsync(GatewayHost host) => chromium.OpenAsync(new Uri(host.Url, "#panel=state"));

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] settings) =>
        settings.ToDictionary(static row => row.Key, static row => row.Value, StringComparer.Ordinal);

    private static JsonObject Entry(string kind, Uri url, string token, params (string Name, string Value)[] more)
    {
        var options = new JsonObject { ["Url"] = url.ToString(), ["Token"] = token };
        foreach (var (name, value) in more)
        {
            options[name] = value;
        }

        return new JsonObject { ["kind"] = kind, ["options"] = options };
    }

    /// <summary>Saves the hub <c>other</c>, as the page's dialog does.</summary>
    private static async Task PutAsync(GatewayHost host, JsonObject entry)
    {
        using var answer = await host.Http.PutAsJsonAsync("/api/hubs/other/settings", entry);
        answer.EnsureSuccessStatusCode();
    }
}
