using System.Text.Json;
using Gateway.Delivery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>What the page does with much of one thing: hubs in the picture, messages on the line, names in the registry.</summary>
public sealed class PageFlowTests(Chromium chromium, PageHost shared) : IClassFixture<Chromium>, IClassFixture<PageHost>
{
    /// <summary>Lays out pictures of many sizes with every number of hubs and clients up to sixty; answers what is wrong with them, and how many they were.</summary>
    private const string LayOut =
        """
        async () => {
          const { group, layOut, rowsIn } = await import('/app/panels/flow-layout.js');
          const faults = [];
          let pictures = 0;
          const make = (count, name) => Array.from({ length: count }, (_, index) => ({ id: `${name}${index}`, rate: index % 7, hubs: [`${name}${index}`] }));
          const sum = (nodes, of) => nodes.reduce((total, node) => total + of(node), 0);
          for (const height of [200, 206, 230, 261, 300, 390, 480, 700]) for (const width of [280, 390, 520, 900]) for (let count = 0; count <= 60; count++) {
            pictures++;
            const all = { hubs: make(count, 'hub'), clients: make(60 - count, 'client') };
            const drawn = layOut({ hubs: group(all.hubs, rowsIn(height)), clients: group(all.clients, rowsIn(height)), width, height });
            const say = fault => faults.push(`${count} hubs in ${width} x ${height}: ${fault}`);
            for (const side of ['hubs', 'clients']) {
              const nodes = drawn[side];
              if (sum(nodes, node => (node.id ? 1 : node.count)) !== all[side].length) say(`${side} are lost`);
              if (sum(nodes, node => node.rate) !== sum(all[side], node => node.rate)) say(`the rate of ${side} is lost`);
              if (nodes.flatMap(node => node.hubs).length !== all[side].length) say(`hubs of the ${side} are lost`);
              for (const { y, height: own } of nodes) if (y < 0 || y + own > height) say(`${side} from ${y} to ${y + own}`);
              for (let index = 1; index < nodes.length; index++) if (nodes[index].y < nodes[index - 1].y + nodes[index - 1].height) say(`${side} overlap at ${index}`);
              for (const { x, width: own } of nodes) if (side === 'hubs' ? x < 0 || x + own > drawn.centre.x : x < drawn.centre.x + drawn.centre.width || x + own > width) say(`${side} reach from ${x} to ${x + own}`);
            }
          }
          return { faults: faults.slice(0, 5), pictures };
        }
        """;

    /// <summary>Two who hear each event, beside those of the page.</summary>
    private const string Listen =
        """
        async () => {
          window.heard = [];
          const { onMessage } = await import('/app/data/connection.js');
          for (const who of ['first', 'second']) onMessage('event', ({ topic, cursor, snapshot }) => snapshot || window.heard.push(`${who} ${topic} ${cursor}`));
        }
        """;

    private const string Received = "async () => (await import('/app/data/events.js')).events.get().total";
    private const string OwnId = "async () => (await (await import('/app/data/connection.js')).invoke('Client')).id";

    private readonly GatewayHost _host = shared.Host;

    [Fact]
    public async Task Flow_MoreHubsThanRows_CountsEachAndStaysInThePicture()
    {
        await using var page = await chromium.OpenAsync(_host.Url);
        var hubs = page.Find("flow-hub");
        await Expect(hubs.Last).ToContainTextAsync("more");
        await Expect(page.Find("hub-card")).ToHaveCountAsync(PageHost.Hubs);

        var shown = await hubs.CountAsync();
        shown.ShouldBeInRange(3, PageHost.Hubs - 1);
        await Expect(hubs.Last).ToContainTextAsync($"{PageHost.Hubs - (shown - 1)} more");
        var picture = await BoxAsync(page.Page.Locator(".flow"));
        var boxes = new List<LocatorBoundingBoxResult>();
        foreach (var rectangle in await page.Page.Locator("[data-testid='flow-hub'] rect").AllAsync())
        {
            boxes.Add(await BoxAsync(rectangle));
        }

        boxes.ShouldAllBe(box => box.Y >= picture.Y && box.Y + box.Height <= picture.Y + picture.Height);
        boxes.Zip(boxes.Skip(1)).ShouldAllBe(static pair => pair.Second.Y >= pair.First.Y + pair.First.Height);

        var (faults, pictures) = Read(await page.Page.EvaluateAsync<JsonElement>(LayOut));
        pictures.ShouldBeGreaterThan(1_000);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Message_AfterPanelsWereLeftAndTheConnectionCameBack_IsHandledOnceByEachAndInOrder()
    {
        await using var page = await chromium.OpenAsync(_host.Url);
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        await using var keeper = await _host.Http.GetStreamAsync("/api/hubs/home/events?topic=entities/*");
        await page.Page.EvaluateAsync(Listen);
        await HearsAsync(page.Page, "before");

        foreach (var panel in new[] { "state", "registry", "commands", "clients", "limits", "registry", "state", "events" })
        {
            await page.ShowAsync(panel);
            await Expect(page.Page.Locator("#" + panel)).ToBeVisibleAsync();
        }

        await HearsAsync(page.Page, "left and opened");
        (await ClientAsync(page.Page)).Queue.Close();
        await Expect(page.Find("event-resumed")).ToHaveCountAsync(1);
        await HearsAsync(page.Page, "back");
    }

    [Fact]
    public async Task Mark_OfThisPage_StandsAtItsOwnClientAlone_AlsoWhenItIsAnother()
    {
        await using var stream = await _host.Http.GetStreamAsync("/api/hubs/home/events?topic=entities/light.hall");
        await using var other = await chromium.OpenAsync(_host.Url);
        await Expect(other.Find("event-row").First).ToBeVisibleAsync();
        await using var page = await chromium.OpenAsync(new Uri(_host.Url, "#panel=clients"));
        var own = page.Find("client-row", "own", "true");

        await Expect(own).ToHaveCountAsync(1);
        var id = await page.Page.EvaluateAsync<string>(OwnId);
        await Expect(own).ToHaveAttributeAsync("data-client", id);
        await Expect(own).ToContainTextAsync("this page");
        await Expect(page.Find("client-row")).ToHaveCountAsync(3);
        await Expect(page.Page.Locator("#clients .tag.own")).ToHaveCountAsync(1);

        (await ClientAsync(page.Page)).Queue.Close();
        await Expect(page.Find("client-row", "client", id)).ToHaveCountAsync(0);
        await Expect(own).ToHaveCountAsync(1);
        await Expect(own).ToHaveAttributeAsync("data-client", await page.Page.EvaluateAsync<string>(OwnId));
        await Expect(page.Find("client-row")).ToHaveCountAsync(3);
    }

    /// <summary>Sixty events in one go, as many as one write carries: the page counts each once, and both listeners hear one before either hears the next.</summary>
    private async Task HearsAsync(IPage page, string when)
    {
        const int Events = 60;
        var before = await page.EvaluateAsync<int>(Received);
        await page.EvaluateAsync("() => { window.heard = []; }");
        for (var number = 0; number < Events; number++)
        {
            _host.Home.SetState("sensor.house_power", $"{when} {number}");
        }

        await page.WaitForFunctionAsync($"() => window.heard.length >= {2 * Events}");
        var heard = await page.EvaluateAsync<string[]>("async () => { await new Promise(done => setTimeout(done, 600)); return window.heard; }");
        (await page.EvaluateAsync<int>(Received) - before).ShouldBe(Events, when);
        heard.Length.ShouldBe(2 * Events, when);
        var first = heard.Where(static line => line.StartsWith("first ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToArray();
        first.Length.ShouldBe(Events, when);
        heard.ShouldBe(first.SelectMany(static line => new[] { line, line.Replace("first ", "second ", StringComparison.Ordinal) }), when);
    }

    private async Task<Client> ClientAsync(IPage page)
    {
        _host.Service<ClientDirectory>().TryFind(await page.EvaluateAsync<string>(OwnId), out var client).ShouldBeTrue();
        return client!;
    }

    private static async Task<LocatorBoundingBoxResult> BoxAsync(ILocator locator) => (await locator.BoundingBoxAsync().Soon())!;

    private static (string[] Faults, int Pictures) Read(JsonElement answer) =>
        ([.. answer.GetProperty("faults").EnumerateArray().Select(static fault => fault.GetString()!)], answer.GetProperty("pictures").GetInt32());
}
