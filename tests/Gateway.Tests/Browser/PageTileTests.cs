using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>A tile under one hand: what is pressed becomes which command, what is shown meanwhile, and where the focus stays.</summary>
public sealed class PageTileTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Hall = "entities/light.hall";

    /// <summary>In ms; longer than the keys of one move may lie apart.</summary>
    private const int Gathering = 300;

    [Fact]
    public async Task Slider_ManyKeys_AreOneCommand_AndTheFocusStays()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var (tile, slider) = await SliderAsync(page);

        // Five keys in no time, however busy the machine is.
        await PauseAsync(page);
        await PressAsync(page, 5);
        await Expect(tile).ToContainTextAsync("5%");
        await page.Page.Clock.RunForAsync(Gathering - 1);
        await Expect(tile.GetByTestId("tile-stage")).ToHaveCountAsync(0);
        host.Home.CountReceived("call_service").ShouldBe(0);
        await page.Page.Clock.ResumeAsync();

        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(slider).ToHaveValueAsync("5");
        await Expect(slider).ToBeFocusedAsync();
        host.Home.CountReceived("call_service").ShouldBe(1);
        host.Home.Received[^1].ShouldContain("\"brightness\":13");

        // And the next key works on.
        await PressAsync(page, 1);
        await Expect(tile).ToContainTextAsync("6%");
        await Eventually.TrueAsync(() => host.Home.CountReceived("call_service") == 2, "the second move became a command");
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(slider).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Slider_MovedWhileACommandIsUnderWay_SendsTheNextAfterIt_AndFallsBackWhereTheHubSaysNo()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var (tile, slider) = await SliderAsync(page);

        host.Home.HoldAnswers("call_service");
        await PressAsync(page, 10);
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "accepted");
        await Eventually.TrueAsync(() => host.Home.CountReceived("call_service") >= 1, "the first move became a command");
        await PauseAsync(page);
        await PressAsync(page, 10);
        await page.Page.Clock.RunForAsync(4 * Gathering);
        await Expect(tile).ToContainTextAsync("20%");
        host.Home.CountReceived("call_service").ShouldBe(1);
        await page.Page.Clock.ResumeAsync();
        host.Home.ReleaseAnswers("call_service");
        await Eventually.TrueAsync(() => host.Home.CountReceived("call_service") == 2, "the second move became a command");
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(slider).ToHaveValueAsync("20");

        host.Home.RefuseCommand("call_service", "unauthorized", "The hall is asleep");
        await PressAsync(page, 5);
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "rejected");
        await Expect(slider).ToHaveValueAsync("20");
        await Expect(tile).ToContainTextAsync("20%");
        await Expect(slider).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Slider_UnderAFinger_StaysThere_WhateverBecomesOfTheMoveBefore()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var tile = page.Find("tile", "topic", Hall);
        var (slider, stage) = (tile.GetByTestId("tile-level"), tile.GetByTestId("tile-stage"));
        await Expect(slider).ToHaveValueAsync("0");

        host.Home.HoldAnswers("call_service");
        await DragAsync(page, slider, 0.05f, 0.4f);
        await page.Page.Mouse.UpAsync();
        await Eventually.TrueAsync(() => host.Home.CountReceived("call_service") == 1, "the first move became a command");
        await DragAsync(page, slider, 0.4f, 0.7f);
        var under = await slider.InputValueAsync();
        int.Parse(under, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(60, 80);
        host.Home.ReleaseAnswers("call_service");
        await Expect(stage).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(slider).ToHaveValueAsync(under);
        await Expect(tile).ToContainTextAsync($"{under}%");

        await page.Page.Mouse.UpAsync();
        await Eventually.TrueAsync(() => host.Home.CountReceived("call_service") == 2, "the second move became a command");
        await Expect(stage).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(slider).ToHaveValueAsync(under);

        // Back where it began is no move: what the hub tells is shown again.
        await DragAsync(page, slider, 0.7f, 0.9f, 0.7f);
        await page.Page.Mouse.UpAsync();
        host.Home.SetState("light.hall", "on", new() { ["friendly_name"] = "Hall Light", ["brightness"] = 51 });
        await Expect(slider).ToHaveValueAsync("20");
        host.Home.CountReceived("call_service").ShouldBe(2);
    }

    [Fact]
    public async Task Switch_WhileItsCommandIsUnderWay_KeepsTheFocusAndTakesNoSecond()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var tile = page.Find("tile", "topic", Hall);
        var toggle = tile.GetByTestId("tile-switch");

        host.Home.HoldAnswers("call_service");
        await toggle.FocusAsync();
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "accepted");
        await Expect(toggle).ToHaveAttributeAsync("aria-disabled", "true");
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(toggle).ToBeFocusedAsync();
        host.Home.ReleaseAnswers("call_service");

        await Expect(tile.GetByTestId("tile-stage")).ToHaveAttributeAsync("data-stage", "confirmed");
        await Expect(toggle).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(toggle).ToBeFocusedAsync();
        host.Home.CountReceived("call_service").ShouldBe(1);
    }

    [Fact]
    public async Task Actions_TwoOnOneThing_TheNewestIsShown_HoweverLateTheOlderEnds()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var tile = page.Find("tile", "topic", Hall);
        var stage = tile.GetByTestId("tile-stage");

        // With the tile the page is connected; before, a command would not be sent.
        await Expect(tile).ToBeVisibleAsync();
        host.Home.HoldAnswers("call_service");
        host.Home.RefuseCommand("get_config", "unauthorized", "Not now");

        await page.Page.EvaluateAsync(
            """
            async () => {
              const { act } = await import('/app/data/actions.js');
              const hall = { hub: 'home', topic: 'entities/light.hall' };
              window.older = act(hall, { name: 'call_service', args: { domain: 'light', service: 'turn_on', target: { entity_id: 'light.hall' } } });
              window.newer = act(hall, { name: 'get_config', args: {} });
              await window.newer;
            }
            """);
        await Expect(stage).ToHaveAttributeAsync("data-stage", "rejected");
        host.Home.ReleaseAnswers("call_service");
        await page.Page.EvaluateAsync("window.older");
        await Expect(tile.GetByTestId("tile-switch")).ToHaveAttributeAsync("aria-checked", "true");

        var shown = await page.Page.EvaluateAsync<string>("import('/app/data/actions.js').then(({ actions }) => actions.get().get('home\\nentities/light.hall').words)");
        shown.ShouldEndWith("Not now");
        await Expect(stage).ToHaveAttributeAsync("data-stage", "rejected");
    }

    /// <summary>The hall light's tile and its slider, focused, under a clock that can be stopped.</summary>
    private static async Task<(ILocator Tile, ILocator Slider)> SliderAsync(WatchedPage page)
    {
        await page.Page.Clock.InstallAsync();
        var tile = page.Find("tile", "topic", Hall);
        var slider = tile.GetByTestId("tile-level");
        await Expect(slider).ToHaveValueAsync("0");
        await slider.FocusAsync();
        return (tile, slider);
    }

    /// <summary>From now on the page's timers run when the test says so; a little later, since no clock can be stopped in its past.</summary>
    private static async Task PauseAsync(WatchedPage page)
    {
        var now = await page.Page.EvaluateAsync<double>("Date.now()");
        await page.Page.Clock.PauseAtAsync(DateTimeOffset.FromUnixTimeMilliseconds((long)now).AddSeconds(5).UtcDateTime);
    }

    /// <summary>The finger goes down on the slider and along these shares of it, and stays.</summary>
    private static async Task DragAsync(WatchedPage page, ILocator slider, params float[] shares)
    {
        var box = (await slider.BoundingBoxAsync().Soon())!;
        await page.Page.Mouse.MoveAsync(box.X + (shares[0] * box.Width), box.Y + (box.Height / 2));
        await page.Page.Mouse.DownAsync();
        foreach (var share in shares[1..])
        {
            await page.Page.Mouse.MoveAsync(box.X + (share * box.Width), box.Y + (box.Height / 2), new() { Steps = 4 });
        }
    }

    private static async Task PressAsync(WatchedPage page, int times)
    {
        for (var time = 0; time < times; time++)
        {
            await page.Page.Keyboard.PressAsync("ArrowRight");
        }
    }
}
