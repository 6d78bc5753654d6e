using System.Net;
using System.Net.WebSockets;
using Gateway.Access;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>How many lasting connections an address and a key may have, and what a proxy's word counts for.</summary>
public sealed class ConnectionTests
{
    private const string Stream = "/api/hubs/home/events?topic=entities/light.hall";

    private static readonly (string Key, string Value) Proxy = ("Access:Proxies:0", "127.0.0.1");

    [Fact]
    public async Task Connections_OfOneAddress_AreBoundedOverAllTransportsAndGivenBack()
    {
        using var keys = new KeyFolder();
        var key = keys.Add("right", "admin");
        await using var host = await keys.StartAsync(Proxy, ("Access:ConnectionsPerAddress", "2"));
        var from = ("X-Forwarded-For", "203.0.113.7");
        var (first, _) = await host.UpgradeAsync(key: key, headers: from);
        using (await host.SendAsync("GET", Stream, key, from))
        {
            using var refused = await host.SendAsync("GET", Stream, key, from);
            (await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "limited")).Detail().ShouldContain("'Access:ConnectionsPerAddress'");
            refused.Headers.RetryAfter.ShouldNotBeNull();
            (await host.UpgradeAsync(key: key, headers: from)).Status.ShouldBe(429);
            (await host.StatusAsync("GET", "/api/hubs", key, from)).ShouldBe(200);

            // Somebody else, and this machine itself, go on as they like.
            (await host.StatusAsync("GET", Stream, key, ("X-Forwarded-For", "203.0.113.8"))).ShouldBe(200);
            for (var local = 0; local < 3; local++)
            {
                (await host.UpgradeAsync(key: key)).Socket!.Dispose();
            }
        }

        await UntilFreeAsync(host, key, from);
        first!.Abort();
        await UntilFreeAsync(host, key, from, places: 2);
    }

    [Fact]
    public async Task Connections_OfOneKey_AreBounded()
    {
        using var keys = new KeyFolder();
        var (one, two) = (keys.Add("one", "admin"), keys.Add("two", "admin"));
        await using var host = await keys.StartAsync(("Access:ConnectionsPerKey", "1"));
        using var live = await host.LiveAsync(key: one);

        using var refused = await host.SendAsync("GET", Stream, one);

        (await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "limited")).Detail().ShouldContain("'Access:ConnectionsPerKey'");
        (await host.StatusAsync("GET", "/api/hubs", one)).ShouldBe(200);
        using var other = await host.LiveAsync(key: two);
    }

    [Fact]
    public async Task UpgradeThatIsRefused_LeavesNothingBehind()
    {
        using var keys = new KeyFolder();
        var key = keys.Add("one", "admin");
        await using var host = await keys.StartAsync(("Access:ConnectionsPerKey", "1"));

        for (var broken = 0; broken < 3; broken++)
        {
            (await host.StatusAsync("GET", "/live", key, ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "12"))).ShouldBe(426);
        }

        host.Service<KeyConnections>().Count.ShouldBe(0);
        using var live = await host.LiveAsync(key: key);
    }

    [Fact]
    public async Task StockTransport_CountsAndClosesTheSame()
    {
        using var keys = new KeyFolder();
        keys.Add("owner", "admin");
        var key = keys.Add("tablet", "admin");
        await using var host = await keys.StartAsync(("Access:ConnectionsPerKey", "1"), ("Clients:Transport", "Stock"));
        using var live = await host.LiveAsync(key: key);
        (await host.UpgradeAsync(key: key)).Status.ShouldBe(429);

        keys.Remove("tablet");

        (await live.EndsAsync(TimeSpan.FromSeconds(5))).ShouldBeTrue();
        await Eventually.TrueAsync(() => host.Service<KeyConnections>().Count == 0, "nothing is left behind");
    }

    [Fact]
    public async Task ForwardedHeaders_OfNobodyWeKnow_MeanNothing()
    {
        await using var host = await GatewayHost.StartAsync();

        (await host.StatusAsync("GET", "/api/hubs", key: null, ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "203.0.113.7"))).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", key: null, ("Host", "evil.example"), ("X-Forwarded-Host", "127.0.0.1"))).ShouldBe(403);
    }

    [Fact]
    public async Task ForwardedHeaders_OfAProxy_GiveAddressNameAndBasePath()
    {
        using var keys = new KeyFolder();
        var key = keys.Add("right", "admin");
        await using var host = await keys.StartAsync(Proxy);

        (await host.StatusAsync(
            "GET", "/api/hubs", key, ("Origin", "https://house.example"), ("X-Forwarded-Host", "house.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/house"))).ShouldBe(200);
        (await host.StatusAsync("GET", "/api/hubs", "gw_wrong", ("X-Forwarded-For", "198.51.100.9, 2001:db8:1:2:3::4"))).ShouldBe(401);
        host.Log.Lines.ShouldContain(static line => line.Text.StartsWith("Refused by nobody from 2001:db8:1:2:3::4: - GET /api/hubs: unauthorized"));
    }

    [Fact]
    public void Block_OfAnAddress_IsWhatOneHouseHas()
    {
        ClientAddress.Block(IPAddress.Parse("203.0.113.7")).ShouldBe("203.0.113.7");
        ClientAddress.Block(IPAddress.Parse("::ffff:203.0.113.7")).ShouldBe("203.0.113.7");
        ClientAddress.Block(IPAddress.Parse("2001:db8:1:2:3:4:5:6")).ShouldBe("2001:db8:1:2::/64");
        ClientAddress.Block(IPAddress.Parse("2001:db8:1:2:ffff::1")).ShouldBe("2001:db8:1:2::/64");
        ClientAddress.Block(IPAddress.IPv6Loopback).ShouldBe("::1");
        ClientAddress.Block(null).ShouldBe("local");
        ClientAddress.IsHere(IPAddress.Parse("::ffff:127.0.0.1")).ShouldBeTrue();
        ClientAddress.IsHere(null).ShouldBeTrue();
        ClientAddress.IsHere(IPAddress.Parse("10.0.0.1")).ShouldBeFalse();
    }

    /// <summary>Waits until so many can be open at once.</summary>
    private static async Task UntilFreeAsync(GatewayHost host, string key, (string, string) from, int places = 1)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        var open = 0;
        while (open < places)
        {
            limit.IsCancellationRequested.ShouldBeFalse();
            var sockets = new List<WebSocket>();
            while (sockets.Count < places && (await host.UpgradeAsync(key: key, headers: from)).Socket is { } socket)
            {
                sockets.Add(socket);
            }

            open = sockets.Count;
            sockets.ForEach(static socket => socket.Abort());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }
}
