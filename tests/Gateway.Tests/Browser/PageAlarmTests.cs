using Gateway.Tests.EndToEnd;
using static Gateway.Tests.Browser.WatchedPage;

namespace Gateway.Tests.Browser;

/// <summary>What an operator should know of has a place on the page, as long as it lasts.</summary>
public sealed class PageAlarmTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Alarm_HubRefusesUs_IsShownWithItsHubUntilMended()
    {
        await using var host = await GatewayHost.StartAsync();
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");
        await using var page = await chromium.OpenAsync(host.Url);
        await Expect(page.Find("hub-card", "hub", "home")).ToBeVisibleAsync();
        await Expect(page.Find("alarm")).ToHaveCountAsync(0);

        var token = host.Home.Token;
        host.Home.ChangeToken("another-token-0123456789");
        await host.Home.KillAsync();
        await host.Home.RestartAsync();
        var alarm = page.Find("alarm", "alarm", "hub-refused");
        await Expect(alarm).ToContainTextAsync("home");
        await Expect(alarm).ToContainTextAsync("left alone until somebody acts");

        host.Home.ChangeToken(token);
        using var asked = await host.Http.PostAsync("/api/hubs/home/reconnect", null);
        await Expect(page.Find("alarm")).ToHaveCountAsync(0);
    }
}
