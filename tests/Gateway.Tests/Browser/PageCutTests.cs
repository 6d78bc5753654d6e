using System.Text.RegularExpressions;
using Gateway.Delivery;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Microsoft.Playwright;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>The page's connection goes while something is under way on it.</summary>
public sealed class PageCutTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Command_UnderWayAtACut_IsUnknown_AndOneThatWasNeverSentIsNotAccepted()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(new Uri(host.Url, "#panel=commands"));
        page.LostRequestsAreExpected = true;
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "online");
        host.Home.HoldAnswers("get_config");

        var asked = host.Home.CountReceived("get_config");
        await SendAsync();
        await Eventually.TrueAsync(() => host.Home.CountReceived("get_config") > asked, "the command at the hub");
        await page.Page.RouteAsync("**/live/**", static route => route.AbortAsync());
        host.Service<ClientDirectory>().All.Single(static client => client.Transport is "SignalR").Queue.Close();
        await Expect(page.Find("gateway-state")).ToHaveAttributeAsync("data-state", "away");
        (await OutcomeAsync()).ShouldBe("unknown");

        await SendAsync();
        (await OutcomeAsync()).ShouldBe("not_accepted");

        Task SendAsync() => page.Page.EvaluateAsync(
            """(async () => { const { sendCommand } = await import('./app/data/commands.js'); window.sent = sendCommand({ hub: 'home', name: 'get_config' }); })()""");

        Task<string> OutcomeAsync() => page.Page.EvaluateAsync<string>("window.sent.then(outcome => outcome.status)");
    }

    [Fact]
    public async Task FilterOnThisPage_FollowsItToItsNextConnection()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("flow-client")).ToContainTextAsync("this page");
        await page.Find("flow-client").ClickAsync();
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
        var before = host.Service<ClientDirectory>().All.Single(static client => client.Transport is "SignalR");
        page.Page.Url.ShouldContain($"client={before.Id}");

        before.Queue.Close();

        await Assertions.Expect(page.Page).Not.ToHaveURLAsync(new Regex($"client={before.Id}", RegexOptions.None, TimeSpan.FromSeconds(1)));
        page.Page.Url.ShouldContain("client=");
        await Expect(page.Find("event-row").First).ToBeVisibleAsync();
    }
}
