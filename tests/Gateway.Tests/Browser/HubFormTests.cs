using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Clients;
using Gateway.Tests.Contract;
using Gateway.Tests.Settings;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>Hubs of each kind added, tried, edited, switched off and removed through the page's dialog, against the demo hubs.</summary>
public sealed class HubFormTests(Chromium chromium) : IClassFixture<Chromium>, IDisposable
{
    private readonly SettingsFolder _folder = new();

    public static TheoryData<string> Kinds => ContractHubs.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Hub_ThroughTheDialog_IsAddedTriedEditedAndRemoved(string kind)
    {
        await using var hub = await ContractHubs.StartAsync(kind);
        await using var gateway = await StartAsync();
        await using var page = await OpenAsync(gateway.Url);
        page.LeavingHubsAreExpected = true;

        await page.Find("no-hubs").GetByTestId("hub-add").ClickAsync();
        await page.Find("hub-kind", "kind", kind).ClickAsync();
        await page.Find("hub-id").FillAsync("mine");
        foreach (var (name, value) in Options(hub))
        {
            await FillAsync(page, name, value);
        }

        await page.Find("hub-test").ClickAsync();
        await Expect(page.Find("hub-diagnosis-step", "step", "auth")).ToHaveAttributeAsync("data-verdict", "ok");
        await Expect(page.Find("hub-diagnosis")).Not.ToHaveAttributeAsync("data-verdict", "failed");
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
        await page.Find("hub-save").ClickAsync();
        await Expect(page.Find("hub-form")).ToHaveCountAsync(0);
        var card = page.Find("hub-card", "hub", "mine");
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");

        // What is stored is not shown, and stays where it is left out.
        await card.GetByTestId("hub-menu").ClickAsync();
        await card.GetByTestId("hub-edit").ClickAsync();
        await Expect(Option(page, "Url").Locator("input")).ToHaveValueAsync(hub.Entry["Url"]!.GetValue<string>());
        await Expect(Option(page, "Token").Locator("input")).ToHaveValueAsync("");
        await Expect(Option(page, "Token").Locator("input")).ToHaveAttributeAsync("placeholder", "stored; empty keeps it");
        await page.Find("hub-advanced").ClickAsync();
        await FillAsync(page, "Commands:Burst", "33");
        await page.Find("hub-test").ClickAsync();
        await Expect(page.Find("hub-diagnosis-step", "step", "auth")).ToHaveAttributeAsync("data-verdict", "ok");
        await page.Find("hub-save").ClickAsync();
        await Expect(page.Find("hub-form")).ToHaveCountAsync(0);
        await Expect(card.GetByTestId("hub-limits")).ToContainTextAsync("of 33");
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");

        await card.GetByTestId("hub-menu").ClickAsync();
        await card.GetByTestId("hub-switch").ClickAsync();
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "stopped");
        await card.GetByTestId("hub-menu").ClickAsync();
        await card.GetByTestId("hub-switch").ClickAsync();
        await Expect(card.GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");

        await card.GetByTestId("hub-menu").ClickAsync();
        await card.GetByTestId("hub-remove").ClickAsync();
        await card.GetByTestId("hub-remove-sure").ClickAsync();
        await Expect(page.Find("no-hubs")).ToBeVisibleAsync();
        (await page.Page.ContentAsync()).ShouldNotContain(hub.Token);
    }

    [Fact]
    public async Task LinkButton_GuidedStep_BringsTheKey()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Living = false });
        await using var gateway = await StartAsync();
        await using var page = await OpenAsync(gateway.Url);

        await page.Find("hub-add").ClickAsync();
        await page.Find("hub-kind", "kind", "Deconz").ClickAsync();
        await Expect(page.Find("hub-pair")).ToBeDisabledAsync();
        await FillAsync(page, "Url", hub.Url.ToString());
        await page.Find("hub-pair").ClickAsync();
        await Expect(page.Find("hub-pairing")).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(page.Find("hub-pairing-left")).ToContainTextAsync(" s left");
        hub.Unlock();
        await Expect(page.Find("hub-pairing")).ToHaveAttributeAsync("data-state", "paired");
        await page.Find("hub-save").ClickAsync();
        await Expect(page.Find("hub-card", "hub", "deconz").GetByTestId("hub-state")).ToHaveAttributeAsync("data-state", "online");
    }

    [Fact]
    public async Task Dialog_ByKeyboardAndFromWhatWasFound_KeepsItsManners()
    {
        await using var gateway = await StartAsync(("Gateway__Hubs__home__Kind", "SocketIO"), ("Gateway__Hubs__home__Url", "http://127.0.0.1:9"), ("Gateway__Hubs__home__Enabled", "false"));
        await using var page = await OpenAsync(gateway.Url, """[{"kind":"HomeAssistant","name":"Home","url":"http://192.168.1.9:8123","by":"mdns","configured":false},{"kind":"Homey","name":"Known","url":"http://192.168.1.8","by":"mdns","configured":true}]""");

        // A hub of the configuration says where it stands.
        var card = page.Find("hub-card", "hub", "home");
        await card.GetByTestId("hub-menu").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(card.GetByTestId("hub-elsewhere")).ToContainTextAsync("stands in the environment");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(card.GetByTestId("hub-menu-list")).Not.ToBeVisibleAsync();

        await page.Find("hub-add").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Find("hub-found")).ToHaveCountAsync(1);
        await page.Find("hub-found").PressAsync("Enter");
        await Expect(Option(page, "Url").Locator("input")).ToHaveValueAsync("http://192.168.1.9:8123");

        // The name that was found is taken, so another one is made of it.
        await Expect(page.Find("hub-id")).ToHaveValueAsync("home-2");
        await page.Find("hub-id").FillAsync("Home");
        await Expect(page.Find("hub-save")).ToBeDisabledAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Find("hub-form")).ToHaveCountAsync(0);
        await Expect(page.Find("hub-add")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Dialog_InEachLook_IsFreeOfSeriousFaults_AndFitsTheScreen(bool dark, bool phone)
    {
        await using var gateway = await StartAsync();
        await using var page = await OpenAsync(new Uri(gateway.Url, phone ? "#lang=de" : ""), dark: dark, phone: phone);
        await page.Find("hub-add").ClickAsync();
        await Expect(page.Find("hub-kind")).ToHaveCountAsync(5);
        (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty();
        foreach (var kind in new[] { "SocketIO", "Deconz" })
        {
            await page.Find("hub-kind", "kind", kind).ClickAsync();
            await page.Find("hub-advanced").ClickAsync();
            (await Axe.FaultsAsync(page.Page)).ShouldBeEmpty(kind);
            await Expect(Option(page, "Url").Locator("label")).ToHaveTextAsync(phone ? "Adresse *" : "Address *");
            (await page.Page.EvaluateAsync<int>("document.querySelector('dialog').scrollWidth")).ShouldBeLessThanOrEqualTo(await page.Page.EvaluateAsync<int>("innerWidth"), kind);
            await page.Find("hub-form-back").ClickAsync();
        }
    }

    [Fact]
    public async Task Kinds_EveryWordOfTheirs_HasAGermanOne()
    {
        using var http = new HttpClient();
        await using var gateway = await StartAsync();
        var kinds = JsonNode.Parse(await http.GetStringAsync(new Uri(gateway.Url, "api/kinds")))!.AsArray();
        var german = PageTexts.OfKinds("de").Select(static text => text.Key).ToArray();
        var words = kinds.SelectMany(static kind => kind!["options"]!.AsArray().SelectMany(static option => new[] { option!["label"]!, option["help"]! })
            .Concat(kind["credential"] is { } credential ? credential["steps"]!.AsArray().Append(credential["label"]).Select(static word => word!) : []).Append(kind["about"]!))
            .Select(static word => word.GetValue<string>()).Distinct(StringComparer.Ordinal).ToArray();

        words.Length.ShouldBeGreaterThan(60);
        words.Except(german, StringComparer.Ordinal).ShouldBeEmpty();
        german.Except(words, StringComparer.Ordinal).ShouldBeEmpty("no kind says this any more");
        german.Distinct(StringComparer.Ordinal).Count().ShouldBe(german.Length, "words twice would hide a text");
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A gateway without hubs, whose file is the test's.</summary>
    private async Task<GatewayProcess> StartAsync(params (string Key, string Value)[] environment)
    {
        var gateway = GatewayProcess.Start(
            ["--urls", "http://127.0.0.1:0", $"--Gateway:Settings:File={_folder.Hubs}"], environment.ToDictionary(static row => row.Key, static row => row.Value, StringComparer.Ordinal));
        await gateway.ListeningAsync();
        return gateway;
    }

    private async Task<WatchedPage> OpenAsync(Uri url, string found = "[]", bool dark = false, bool phone = false)
    {
        var page = await chromium.OpenAsync(url, dark, phone);
        await page.Page.RouteAsync("**/api/discovery", route => route.FulfillAsync(new RouteFulfillOptions { ContentType = "application/json", Body = $$"""{"enabled":true,"found":{{found}}}""" }));
        return page;
    }

    private static ILocator Option(WatchedPage page, string name) => page.Find("hub-option", "option", name);

    private static async Task FillAsync(WatchedPage page, string name, string value)
    {
        var option = Option(page, name);
        if (!await option.IsVisibleAsync())
        {
            await page.Find("hub-advanced").ClickAsync();
        }

        if (await option.Locator("select").CountAsync() > 0)
        {
            await option.Locator("select").SelectOptionAsync(value);
        }
        else
        {
            await option.Locator("input").FillAsync(value);
        }
    }

    /// <summary>The entry as a person would write it.</summary>
    private static IEnumerable<(string Name, string Value)> Options(ContractHub hub)
    {
        foreach (var (name, value) in hub.Entry.Where(static row => row.Key is not "Kind"))
        {
            if (value is JsonObject section)
            {
                foreach (var (inner, text) in section)
                {
                    yield return ($"{name}:{inner}", text!.ToString());
                }
            }
            else
            {
                yield return (name, value!.ToString());
            }
        }
    }
}
