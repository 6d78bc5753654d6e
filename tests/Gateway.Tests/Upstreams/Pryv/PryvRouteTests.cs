using Gateway.DemoHubs.Pryv;
using Gateway.Events;
using Gateway.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvRouteTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task WrongCore_InTheSameDomain_IsFollowedAndRemembered()
    {
        await using var home = await DiaryDemoHub.StartAsync(Still);
        await using var core = await DiaryDemoHub.StartAsync(Still with { Token = home.Token });
        home.MoveTo(core.Url);
        await using var rig = await PryvRig.OpenAsync(home);
        await rig.SubscribeAsync("events");
        core.CreateEvent();
        await rig.UntilEventsAsync(1);

        core.AbortConnections();
        await Eventually.TrueAsync(() => core.ConnectionsOpened == 2, "the core is dialled again");
        await rig.UntilAsync(HubState.Online);

        home.ConnectionsOpened.ShouldBe(1);
        home.Requests.ShouldContain(static line => line == "GET /mathurin/access-info");
    }

    [Fact]
    public async Task WrongCore_GoneAgain_TheHomeIsAskedAnew()
    {
        await using var home = await DiaryDemoHub.StartAsync(Still);
        await using var core = await DiaryDemoHub.StartAsync(Still with { Token = home.Token });
        home.MoveTo(core.Url);
        await using var rig = await PryvRig.OpenAsync(home);

        home.MoveTo(null);
        await core.KillAsync();

        await Eventually.TrueAsync(() => home.OpenConnections == 1, "the account is at home again");
        await rig.UntilAsync(HubState.Online);
    }

    [Fact]
    public async Task WrongCore_InAnotherDomain_IsNamedAndNeverSentTheToken()
    {
        await using var home = await DiaryDemoHub.StartAsync(Still);
        await using var stranger = await DiaryDemoHub.StartAsync(Still with { Token = home.Token });
        home.MoveTo(new UriBuilder(stranger.Url) { Host = "localhost" }.Uri);
        await using var rig = PryvRig.Start(home.Url, home.User, home.Token);

        await Eventually.TrueAsync(() => home.ConnectionsOpened >= 3, "it is asked again and again");

        rig.Statuses.ShouldContain(static status => status.State == HubState.Retrying && status.Reason!.Contains("another domain", StringComparison.Ordinal));
        stranger.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(502)]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Upgrade_AnsweredByAProxy_IsNeverAskedByPolling(int status)
    {
        var asked = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var proxy = await ScriptedHub.StartAsync(async context =>
        {
            asked.Enqueue($"{context.Request.Path}{context.Request.QueryString}{(context.WebSockets.IsWebSocketRequest ? " upgrade" : "")}");
            context.Response.StatusCode = status;
            await context.Response.WriteAsync("sorry", context.RequestAborted);
        });
        await using var rig = PryvRig.Start(proxy.Url, "mathurin", "token-for-the-proxy");

        await Eventually.TrueAsync(() => asked.Count(static line => line.EndsWith("upgrade", StringComparison.Ordinal)) >= 3, "the third attempt");

        asked.ShouldNotContain(static line => line.Contains("transport=polling", StringComparison.Ordinal));
        asked.ShouldNotContain(static line => line.StartsWith("/socket.io/?", StringComparison.Ordinal) && !line.EndsWith("upgrade", StringComparison.Ordinal));
        rig.Now.Reason!.ShouldContain($"{status}");
    }

    [Theory]
    [InlineData("Legacy")]
    [InlineData("Current")]
    public async Task Url_OfNoPryvServer_NamesTheSettingsThatAPryvHubHas(string dialect)
    {
        await using var server = await ScriptedHub.StartAsync(async context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await socket.SendAsync("hello"u8.ToArray(), System.Net.WebSockets.WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                await Eventually.TrueAsync(() => context.RequestAborted.IsCancellationRequested || socket.State != System.Net.WebSockets.WebSocketState.Open, "the client leaves");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        await using var rig = PryvRig.Start(server.Url, "mathurin", "token-for-nobody", dialect);

        await rig.UntilAsync(HubState.Retrying);

        rig.Now.Reason!.ShouldContain("Are 'Url', 'User' and 'Dialect' right?");
        rig.Now.Reason!.ShouldNotContain("'Path'");
        rig.Now.Reason!.ShouldNotContain("'Version'");
    }

    [Fact]
    public async Task Nobody_AtTheAddress_IsSaidWithThePort()
    {
        await using var rig = PryvRig.Start(new Uri("http://127.0.0.1:1"), "mathurin", "token-for-nobody");

        await rig.UntilAsync(HubState.Retrying);

        rig.Now.Reason!.ShouldContain("Nothing listens at 127.0.0.1:1");
    }
}
