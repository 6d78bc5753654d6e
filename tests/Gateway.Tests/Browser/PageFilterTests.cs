using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The filter by topic: what a person types is looked for anywhere, what a click on a thing asks for is that thing alone.</summary>
public sealed class PageFilterTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Hall = "entities/light.hall";

    /// <summary>Each of these topics by a link, as the address keeps it; answers those that match another or not themselves.</summary>
    private const string FollowEach =
        """
        async () => {
          const { exactly, topicMatcher } = await import('/app/text/glob.js');
          const { setFilter } = await import('/app/data/filter.js');
          const topics = ['lights/1', 'lights/10', 'ring', ' ring ', '"ring"', 'say "ring"', '"', '""', 'a*b', 'a--b', '"a*b"', '50% & more=#1', 'two\nlines',
            '{"type":"x"}', '{"type":"x","value":"*"}', '{"type":"x","value":"-"}'];
          const follow = topic => {
            setFilter({ topic: exactly(topic) });
            return topics.filter(topicMatcher(new URLSearchParams(location.hash.slice(1)).get('topic')));
          };
          return topics.map(topic => [topic, follow(topic)]).filter(([topic, found]) => found.length !== 1 || found[0] !== topic).map(pair => JSON.stringify(pair));
        }
        """;

    [Fact]
    public async Task Topic_Clicked_ShowsItsOwnEventsAlone_AndTyped_WhateverHasIt()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        host.Home.SetState("light.hall_lamp", "on", new() { ["friendly_name"] = "Hall Lamp" });
        await using var stream = await host.Http.GetStreamAsync("/api/hubs/home/events?topic=" + Hall);
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=state"));
        var (events, filter) = (page.Find("event-row"), page.Find("events-filter"));

        await page.Find("tile", "topic", Hall).Locator(".tile-name").ClickAsync();
        await Expect(events).ToHaveCountAsync(1);
        await Expect(filter).ToHaveValueAsync($"\"{Hall}\"");
        page.Page.Url.ShouldEndWith($"#hub=home&topic=%22{Hall}%22&panel=events");
        await page.Page.ReloadAsync();
        await Expect(page.Find("events-summary")).ToContainTextAsync("1 shown of");
        await Expect(events).ToHaveAttributeAsync("data-topic", Hall);
        (await filter.GetAttributeAsync("title"))!.ShouldContain("one whole topic in double quotes");

        // Typed, it is whatever has it somewhere.
        await filter.FillAsync("light.hall");
        await Expect(events).ToHaveCountAsync(2);
        await page.ShowAsync("state");
        await page.Find("state-table").ClickAsync();
        await Expect(page.Find("state-row")).ToHaveCountAsync(2);

        await page.Find("state-row", "topic", Hall).Locator("td.topic button").ClickAsync();
        await Expect(events).ToHaveCountAsync(1);
        await filter.FillAsync("");
        await Expect(events).Not.ToHaveCountAsync(1);
        await page.ShowAsync("registry");
        await page.Find("registry-row", "topic", Hall).Locator("td.topic button").ClickAsync();
        await Expect(events).ToHaveCountAsync(1);

        // A topic with a wildcard stands for many.
        await filter.FillAsync("");
        await page.ShowAsync("registry");
        await page.Find("registry-row", "topic", "entities/*").Locator("td.topic button").ClickAsync();
        await Expect(events).Not.ToHaveCountAsync(1);
        await Expect(filter).ToHaveValueAsync("entities/*");
    }

    [Fact]
    public async Task Topic_OfAnySpelling_IsFoundByItsLinkAlone()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);

        (await page.Page.EvaluateAsync<string[]>(FollowEach)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Fields_ForWhatIsNoLanguage_AreNotSpelt()
    {
        await using var host = await GatewayHost.StartAsync();
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("events-filter")).ToBeVisibleAsync();
        await page.Find("topic-editor").Locator("summary").ClickAsync();
        await Expect(page.Find("topic-input")).ToHaveJSPropertyAsync("spellcheck", false);
        await Expect(page.Find("events-filter")).ToHaveJSPropertyAsync("spellcheck", false);
        await page.ShowAsync("commands");
        await Expect(page.Find("command-name")).ToHaveJSPropertyAsync("spellcheck", false);
        await Expect(page.Find("command-args")).ToHaveJSPropertyAsync("spellcheck", false);
    }
}
