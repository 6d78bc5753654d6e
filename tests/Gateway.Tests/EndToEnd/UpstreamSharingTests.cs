using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

public sealed class UpstreamSharingTests
{
    private static readonly Dictionary<string, string> ShortLinger = new(StringComparer.Ordinal) { ["Subscriptions:Linger"] = "00:00:00.200" };

    [Fact]
    public async Task HundredClients_OnOneTopic_AreOneSubscriptionAtTheHub()
    {
        await using var host = await GatewayHost.StartAsync(ShortLinger);
        await host.UntilAsync("online");
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => UpstreamSseClient.OpenLiveAsync(host, "entities/light.*")));

        host.Home.SetState("light.hall", "on");
        foreach (var client in clients)
        {
            await client.UntilEventAsync("entities/light.hall", "changed");
            client.HasShown("entities/light.kitchen").ShouldBeTrue();
        }

        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        host.Home.OpenConnections.ShouldBe(1);
        host.Home.ConnectionsOpened.ShouldBe(1);

        foreach (var client in clients[1..])
        {
            await client.DisposeAsync();
        }

        await clients[0].UntilTopicAsync("entities/light.*", "live");
        host.Home.CountReceived("unsubscribe_events").ShouldBe(0);
        await clients[0].DisposeAsync();

        await Eventually.TrueAsync(() => host.Home.ActiveSubscriptions.Count == 0, "the hub is un-asked");
        host.Home.CountReceived("unsubscribe_events").ShouldBe(1);
    }

    [Fact]
    public async Task Topics_OfDifferentPatterns_ShareTheHubsOneListOfStates()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using var first = await UpstreamSseClient.OpenLiveAsync(host, "entities/*");
        await using var second = await UpstreamSseClient.OpenLiveAsync(host, "entities/light.hall", "entities/light.*");

        host.Home.SetState("light.hall", "on");
        await first.UntilEventAsync("entities/light.hall", "changed");
        await second.UntilEventAsync("entities/light.hall", "changed");
        host.Home.SetState("light.kitchen", "on");
        await second.UntilEventAsync("entities/light.kitchen", "changed");

        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        second.LiveEvents.ShouldBe(["entities/light.hall changed", "entities/light.kitchen changed"]);
    }

    [Fact]
    public async Task AllEventsAndOneType_FromTwoClients_EachGetEachEventOnce()
    {
        await using var host = await GatewayHost.StartAsync(ShortLinger);
        await host.UntilAsync("online");
        await using var typed = await UpstreamSseClient.OpenLiveAsync(host, "demo");
        host.Home.FireEvent("demo", null);

        // It is here before anybody asks for all: who asks gets everything from then on.
        await typed.UntilEventAsync("demo", "demo");
        await using (var all = await UpstreamSseClient.OpenLiveAsync(host, "*"))
        {
            host.Home.FireEvent("demo", null);
            host.Home.FireEvent("other", null);
            await all.UntilEventAsync("other", "other");
            all.LiveEvents.ShouldBe(["demo demo", "other other"]);
        }

        await Eventually.TrueAsync(() => host.Home.ActiveSubscriptions.Count == 1, "only the typed subscription is left");
        host.Home.FireEvent("demo", null);
        await Eventually.TrueAsync(() => typed.LiveEvents.Count >= 3, "the third event");
        typed.LiveEvents.ShouldBe(["demo demo", "demo demo", "demo demo"]);
    }

    [Fact]
    public async Task LastClient_ComesBackWithinTheLinger_HubIsNotAskedAgain()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.UntilAsync("online");
        await using (await UpstreamSseClient.OpenLiveAsync(host, "entities/*"))
        {
        }

        await using var again = await UpstreamSseClient.OpenLiveAsync(host, "entities/*");

        again.HasShown("entities/light.hall").ShouldBeTrue();
        host.Home.CountReceived("subscribe_entities").ShouldBe(1);
        host.Home.CountReceived("unsubscribe_events").ShouldBe(0);
    }

    [Fact]
    public async Task LastClient_ComesBackAfterTheLinger_GetsAFreshSnapshot()
    {
        await using var host = await GatewayHost.StartAsync(ShortLinger);
        await host.UntilAsync("online");
        await using (await UpstreamSseClient.OpenLiveAsync(host, "entities/*"))
        {
        }

        await Eventually.TrueAsync(() => host.Home.ActiveSubscriptions.Count == 0, "the hub is un-asked");
        host.Home.RemoveState("light.kitchen");
        await using var again = await UpstreamSseClient.OpenLiveAsync(host, "entities/*");

        again.HasShown("entities/light.hall").ShouldBeTrue();
        again.HasShown("entities/light.kitchen").ShouldBeFalse();
    }
}
