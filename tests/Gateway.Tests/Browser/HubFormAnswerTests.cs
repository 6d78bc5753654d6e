using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>Answers that the dialog gets late, too late, or that say "not yet".</summary>
public sealed class HubFormAnswerTests(Chromium chromium, HubFormHost host) : IClassFixture<Chromium>, IClassFixture<HubFormHost>
{
    /// <summary>The gateway no longer knows the pairing: ten minutes have gone, or it was started anew. No answer of the network's, of which the browser would write an error.</summary>
    private const string ForgetPairing =
        """
        () => {
          window.asNow = window.fetch;
          window.fetch = (url, options) => (options?.method === 'PUT'
            ? Promise.resolve(new Response('{"status":400,"errors":{"Token":["The pairing is over, or was with another address. Pair again."]}}', { status: 400 }))
            : window.asNow(url, options));
        }
        """;

    [Fact]
    public async Task Pairing_RunOut_SaysSo_AndCanBeBegunAgain()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var page = await OpenAsync("Deconz", hub.Url.ToString());
        var pairing = page.Find("hub-pairing");
        await page.Page.Clock.InstallAsync();

        // This clock runs ahead of every answer; how long one may take is not what this is about.
        await page.Page.EvaluateAsync("() => { AbortSignal.timeout = () => new AbortController().signal; }");

        // The focus is at the button in the place of the one that was pressed.
        await page.Find("hub-pair").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(pairing.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await Expect(pairing.GetByRole(AriaRole.Button)).ToHaveTextAsync("Cancel");
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Find("hub-pair")).ToBeFocusedAsync();

        // A minute in which nobody unlocks the hub.
        await page.Find("hub-pair").ClickAsync();
        await Expect(pairing).ToHaveAttributeAsync("data-state", "waiting");
        await page.Page.Clock.RunForAsync(50_000);
        await Expect(pairing).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(pairing.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await page.Page.Clock.RunForAsync(11_000);
        await Expect(pairing).ToHaveAttributeAsync("data-state", "idle");
        await Expect(pairing.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The hub was not unlocked within a minute. Try again.");

        await page.Find("hub-pair").ClickAsync();
        await Expect(pairing).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(pairing.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        hub.Unlock();
        await Expect(pairing).ToHaveAttributeAsync("data-state", "paired");
        var key = page.Find("hub-option", "option", "Token").Locator("input");
        await Expect(key).ToBeDisabledAsync();

        // The key was kept for ten minutes.
        await page.Page.EvaluateAsync(ForgetPairing);
        await page.Find("hub-save").ClickAsync();
        await Expect(page.Find("hub-option-fault")).ToContainTextAsync("The pairing is over");
        await Expect(pairing).ToHaveAttributeAsync("data-state", "idle");
        await Expect(key).ToBeEnabledAsync();
        await page.Page.EvaluateAsync("() => { window.fetch = window.asNow; }");
        await page.Find("hub-pair").ClickAsync();
        await Expect(pairing).ToHaveAttributeAsync("data-state", "paired");
        await Expect(page.Find("hub-option-fault")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Test_AnsweredLate_IsNotShownAsThatOfWhatStandsThereNow()
    {
        await using var page = await OpenAsync("SocketIO", "http://127.0.0.1:9");
        page.LostRequestsAreExpected = true;
        var url = page.Find("hub-option", "option", "Url").Locator("input");
        var diagnosis = page.Find("hub-diagnosis");

        // Nothing changed meanwhile: it is shown, until something is.
        await (await TestAsync(page)).AnswerAsync();
        await Expect(diagnosis).ToHaveAttributeAsync("data-verdict", "failed");
        await url.FillAsync("http://127.0.0.1:9/changed");
        await Expect(diagnosis).ToHaveCountAsync(0);

        // Changed meanwhile.
        var late = await TestAsync(page);
        await url.FillAsync("http://127.0.0.1:9/again");
        await late.AnswerAsync();
        await Expect(page.Find("hub-test")).ToBeEnabledAsync();
        await Expect(diagnosis).ToHaveCountAsync(0);

        // Changed meanwhile, and there is no answer.
        var lost = await TestAsync(page);
        await url.FillAsync("http://127.0.0.1:9");
        await lost.LoseAsync();
        await Expect(page.Find("hub-test")).ToBeEnabledAsync();
        await Expect(page.Find("hub-form-fault")).ToHaveCountAsync(0);

        // Closed meanwhile, and opened for the same kind again.
        var left = await TestAsync(page);
        await page.Find("hub-form-close").ClickAsync();
        await Expect(page.Find("hub-form")).ToHaveCountAsync(0);
        await page.Find("hub-add").ClickAsync();
        await page.Find("hub-kind", "kind", "SocketIO").ClickAsync();
        await left.AnswerAsync();
        await Expect(page.Find("hub-test")).ToBeEnabledAsync();
        await page.Page.WaitForTimeoutAsync(200);
        await Expect(diagnosis).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Save_ThatDoesNotCountYet_SaysWhatItWaitsFor_AndCanBeSavedAgain()
    {
        await using var page = await OpenAsync("SocketIO", "http://127.0.0.1:9");
        await page.Find("hub-id").FillAsync("late");
        await page.Find("hub-advanced").ClickAsync();
        await page.Find("hub-option", "option", "Enabled").Locator("input").UncheckAsync();
        host.Configure("""{ "Gateway": { "Hubs": { "attic": { "Kind": "Homie", "Url": "http://127.0.0.1:9" } } } }""");
        await Eventually.TrueAsync(() => host.Output.Any(static line => line.Contains("attic", StringComparison.Ordinal)), "the mistake is told");

        await SaveAsync(page);
        await Expect(page.Find("hub-form-fault")).ToContainTextAsync("It is saved, and counts when this is mended: Gateway:Hubs:attic:Kind: 'Homie' is none of");
        await SaveAsync(page);
        await Expect(page.Find("hub-form-fault")).ToContainTextAsync("It is saved, and counts when this is mended");
        await Expect(page.Find("hub-card", "hub", "late")).ToHaveCountAsync(0);

        host.Configure("{}");
        await Expect(page.Find("hub-card", "hub", "late").GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "stopped");
        await SaveAsync(page);
        await Expect(page.Find("hub-form")).ToHaveCountAsync(0);
    }

    /// <summary>The dialog, at the entry of a hub of this kind.</summary>
    private async Task<WatchedPage> OpenAsync(string kind, string url)
    {
        var page = await chromium.OpenAsync(host.Url);
        await page.Page.RouteAsync("**/api/discovery", static route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = """{"enabled":true,"found":[]}""" }));
        await page.Find("hub-add").ClickAsync();
        await page.Find("hub-kind", "kind", kind).ClickAsync();
        await page.Find("hub-option", "option", "Url").Locator("input").FillAsync(url);
        return page;
    }

    private static async Task SaveAsync(WatchedPage page)
    {
        var answer = await page.Page.RunAndWaitForResponseAsync(() => page.Find("hub-save").ClickAsync(), static response => response.Request.Method is "PUT");
        answer.Status.ShouldBe(200);
    }

    /// <summary>Asks for a test, whose answer is held back.</summary>
    private static async Task<HeldAnswer> TestAsync(WatchedPage page)
    {
        var asked = new TaskCompletionSource<IRoute>(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.Page.RouteAsync("**/api/kinds/*/test", asked.SetResult, new PageRouteOptions { Times = 1 });
        await page.Find("hub-test").ClickAsync();
        return new HeldAnswer(await asked.Task.Soon());
    }

    private sealed class HeldAnswer(IRoute route)
    {
        public async Task AnswerAsync() => await route.FulfillAsync(new RouteFulfillOptions { Response = await route.FetchAsync() });

        public Task LoseAsync() => route.AbortAsync();
    }
}
