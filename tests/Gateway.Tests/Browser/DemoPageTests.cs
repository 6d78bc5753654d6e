using Gateway.Tests.Clients;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>What a new user sees: the product started with <c>--demo</c>, in a real browser.</summary>
public sealed class DemoPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    public static TheoryData<string, string, string> Commands { get; } = new()
    {
        { "home", "call_service", """{"domain":"light","service":"toggle","target":{"entity_id":"light.hall"}}""" },
        { "homey", "getDevices homey:manager:devices", "" },
        { "deconz", "PUT lights/1/state", """{"on":true}""" },
        { "diary", "events.create", """{"streamIds":["diary"],"type":"note/txt","content":"Hello"}""" },
        { "chat", "message", """["hello"]""" },
    };

    [Fact]
    public async Task Demo_FiveHubs_AreOnlineLiveAndTakeACommand()
    {
        await using var gateway = GatewayProcess.Start(["--demo", "--urls", "http://127.0.0.1:0"]);
        await gateway.ListeningAsync();
        await using var page = await chromium.OpenAsync(gateway.Url);

        foreach (var (hub, name, args) in Commands.Select(static row => ((string)row[0], (string)row[1], (string)row[2])))
        {
            var card = page.Find("hub-card", "hub", hub);
            await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
            await page.ShowAsync("events");
            await Expect(page.Find("event-row", "hub", hub).Filter(new() { HasNotText = "snapshot" }).First).ToBeVisibleAsync();

            await page.ShowAsync("commands");
            await page.Find("command-hub").SelectOptionAsync(hub);
            await page.Find("command-name").FillAsync(name);
            await page.Find("command-args").FillAsync(args);
            await page.Find("command-send").ClickAsync();
            await Expect(page.Find("command-history-item").First).ToContainTextAsync(name);
            await Expect(page.Find("command-outcome")).ToHaveAttributeAsync("data-status", "ok");
        }

        await page.ShowAsync("registry");
        await Expect(page.Find("registry-summary")).ToHaveTextAsync("5 upstream subscriptions serve 5 client subscriptions");
        gateway.Output.ShouldAllBe(static line => !line.Contains(" fail: ", StringComparison.Ordinal) && !line.Contains(" warn: ", StringComparison.Ordinal));
    }
}
