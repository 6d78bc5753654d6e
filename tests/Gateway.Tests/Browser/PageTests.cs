using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Delivery;
using Gateway.DemoHubs.HomeAssistant;
using Gateway.Tests.Clients;
using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The page at <c>/</c> in a real browser, in front of a real process and a house that lives.</summary>
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Page_LivingHouse_ShowsHubRegistryAndEvents()
    {
        await using var home = await LivingAsync();
        await using var gateway = await GatewayProcess.StartAsync(home);
        await using var page = await chromium.OpenAsync(gateway.Url);

        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        var card = page.Find("hub-card", "hub", "home");
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(card).ToContainTextAsync("Home Assistant 2023.11.3");
        await Expect(page.Find("event-row").Filter(new() { HasNotText = "snapshot" }).Nth(2)).ToBeVisibleAsync();
        await Expect(card.GetByTestId("hub-rate")).Not.ToHaveTextAsync("0");
        await Expect(page.Page.Locator("canvas")).ToHaveCountAsync(1);

        await page.ShowAsync("registry");
        var row = page.Find("registry-row", "topic", "entities/*");
        await Expect(row.GetByTestId("registry-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(page.Find("registry-summary")).ToHaveTextAsync("1 upstream subscription serves 1 client subscription");
    }

    [Fact]
    public async Task Events_PausedAndFiltered_StandStillAndShowOnlyWhatMatches()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await page.Find("events-filter").FillAsync("entities/light.*");
        await Expect(page.Find("event-row")).ToHaveCountAsync(4);
        page.Page.Url.ShouldEndWith("#topic=entities/light.*");
        host.Home.SetState("sun.sun", "below_horizon");
        host.Home.SetState("light.hall", "on");
        await Expect(page.Find("event-row")).ToHaveCountAsync(5);
        await Expect(page.Find("event-row").First).ToContainTextAsync("state: off → on");

        await page.Find("events-pause").ClickAsync();
        host.Home.SetState("light.hall", "off");
        await Expect(page.Find("events-pause")).ToContainTextAsync("Resume, 1 new");
        await Expect(page.Find("event-row")).ToHaveCountAsync(5);
        await page.Find("events-pause").ClickAsync();
        await Expect(page.Find("event-row")).ToHaveCountAsync(6);

        // What a hub sends is text, whatever it looks like.
        host.Home.SetState("light.hall", "<img src=x onerror=alert(1)>");
        await Expect(page.Find("event-row").First).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await page.Find("event-row").First.Locator("button").First.ClickAsync();
        await Expect(page.Find("event-json")).ToContainTextAsync("\"state\": \"<img src=x onerror=alert(1)>\"");
    }

    [Fact]
    public async Task Command_FromTheConsole_ShowsItsOutcome()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#topic=entities/light.hall"));
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(1);

        await page.ShowAsync("commands");
        await page.Find("command-name").FillAsync("call_service");
        await page.Find("command-args").FillAsync("""{"domain":"light","service":"turn_on",}""");
        await Expect(page.Find("command-args-check")).ToContainTextAsync("Line 1, column 39: expected a name in double quotes");
        await Expect(page.Find("command-send")).ToBeDisabledAsync();
        await page.Find("command-args").FillAsync("""{"domain":"light","service":"turn_on","target":{"entity_id":"light.hall"}}""");
        await page.Find("command-send").ClickAsync();
        await Expect(page.Find("command-outcome")).ToHaveAttributeAsync("data-status", "ok");
        await Expect(page.Find("command-result")).ToContainTextAsync("\"context\"");
        await page.ShowAsync("events");
        await Expect(page.Find("event-row").First).ToContainTextAsync("off → on");

        await page.ShowAsync("commands");
        await page.Find("command-args").FillAsync("""{"domain":"light","service":"explode"}""");
        await page.Find("command-send").ClickAsync();
        await Expect(page.Find("command-outcome")).ToHaveAttributeAsync("data-status", "rejected");
        await Expect(page.Find("command-result")).ToContainTextAsync("Service not found.");
        await Expect(page.Find("command-history-item")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Topic_AddedAndRefusedByHand_ShowsItsState()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);

        await page.Find("topic-editor").Locator("summary").ClickAsync();
        await page.Find("topic-input").FillAsync("ring");
        await page.Find("topic-input").PressAsync("Enter");
        await Expect(page.Find("topic-chip", "topic", "ring")).ToHaveAttributeAsync("data-state", "live");
        host.Home.FireEvent("ring", new JsonObject { ["door"] = "front" });
        await Expect(page.Find("event-row", "topic", "ring")).ToContainTextAsync("front");
        host.Home.FireEvent("ring", new JsonObject { ["door"] = "front" });
        await Expect(page.Find("event-row", "topic", "ring")).ToHaveCountAsync(2);
        await Expect(page.Find("event-row", "topic", "ring").First).Not.ToContainTextAsync("same value");
        await page.Find("topic-input").FillAsync("entities/NO");
        await page.Find("topic-input").PressAsync("Enter");
        await Expect(page.Find("topic-chip", "topic", "entities/NO")).ToHaveAttributeAsync("data-state", "refused");
        await Expect(page.Find("topic-row")).ToContainTextAsync("After entities/ comes an entity id");
    }

    [Fact]
    public async Task Hub_KilledAndRestarted_ShowsReasonAndNextAttemptAndComesBack()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=registry"));
        var row = page.Find("registry-row", "topic", "entities/*");
        await Expect(row.GetByTestId("registry-state")).ToHaveAttributeAsync("data-state", "live");

        await host.Home.KillAsync();
        await Expect(page.Find("hub-reason")).Not.ToBeEmptyAsync();
        await Expect(page.Find("hub-next-attempt")).ToContainTextAsync(new Regex("next attempt in|trying now", RegexOptions.None, TimeSpan.FromSeconds(1)));
        await Expect(row.GetByTestId("registry-state")).ToHaveAttributeAsync("data-state", "pending");

        await host.Home.RestartAsync();
        await Expect(page.Find("hub-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(row.GetByTestId("registry-state")).ToHaveAttributeAsync("data-state", "live");
        await Expect(page.Find("hub-reason")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Browser_WhoseClockIsWrong_ShowsAgesAndWaitsByTheGateways()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await page.Page.Clock.InstallAsync(new() { TimeDate = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(10) });
        await page.Page.ReloadAsync();
        host.Home.SetState("light.hall", "on");
        var card = page.Find("hub-card");
        await Expect(card).ToContainTextAsync(new Regex("Last event\\s*\\d+ s ago", RegexOptions.None, TimeSpan.FromSeconds(1)));

        await host.Home.KillAsync();
        await Expect(page.Find("hub-next-attempt")).ToContainTextAsync("next attempt in");
    }

    [Fact]
    public async Task Gateway_GoesAndComesBack_PageSaysSoAndResumes()
    {
        await using var home = await HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Living = false });
        await using var first = await GatewayProcess.StartAsync(home);
        await using var page = await chromium.OpenAsync(new Uri(first.Url, "#topic=entities/light.hall"));
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(1);
        page.LostRequestsAreExpected = true;

        await first.StopAsync();
        await Expect(page.Find("gateway-banner")).ToContainTextAsync("The gateway cannot be reached. Everything below is as it was at");
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "away");
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(1);
        home.SetState("light.hall", "on");

        await using var second = await GatewayProcess.StartAsync(home, first.Url.GetLeftPart(UriPartial.Authority));
        await Expect(page.Find("gateway-banner")).ToHaveCountAsync(0);
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        await Expect(page.Find("event-lost")).ToContainTextAsync("continuity was lost, a fresh snapshot was sent instead");
        await Expect(page.Find("event-row", "topic", "entities/light.hall").First).ToContainTextAsync("state: off → on");
    }

    [Fact]
    public async Task Connection_LostButNotTheGateway_ResumesWithoutAHole()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#topic=entities/light.hall"));
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(1);
        await using var keeper = await host.Http.GetStreamAsync("/api/hubs/home/events?topic=entities/*");

        host.Service<ClientDirectory>().All.Single(static client => client.Transport is "SignalR").Queue.Close();
        host.Home.SetState("light.hall", "on");

        await Expect(page.Find("event-resumed")).ToContainTextAsync("entities/*: resumed, nothing was missed");
        await Expect(page.Find("event-row", "topic", "entities/light.hall")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Page_NoHubConfigured_SaysHowToAddOne()
    {
        await using var gateway = GatewayProcess.Start(["--urls", "http://127.0.0.1:0"]);
        await gateway.ListeningAsync();
        await using var page = await chromium.OpenAsync(gateway.Url);

        await Expect(page.Find("no-hubs")).ToContainTextAsync("No hub is configured yet");
        await Expect(page.Find("no-hubs")).ToContainTextAsync("\"Kind\": \"HomeAssistant\"");
        await Expect(page.Find("no-hubs")).ToContainTextAsync("dotnet run --project src/Gateway -- --demo");
    }

    private static Task<HomeAssistantDemoHub> LivingAsync() =>
        HomeAssistantDemoHub.StartAsync(new HomeAssistantDemoHubOptions { Pace = TimeSpan.FromMilliseconds(250) });
}
