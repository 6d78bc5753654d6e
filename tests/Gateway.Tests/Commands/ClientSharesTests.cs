using Gateway.Commands;

namespace Gateway.Tests.Commands;

/// <summary>Who gets how much of a hub's rate when several want it.</summary>
public sealed class ClientSharesTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly LaneRig _rig = new(perSecond: 20, burst: 40);

    [Fact]
    public async Task OneClient_Alone_MayUseAll()
    {
        (await _rig.AdmitAsync(100)).ShouldBe(40);

        (await FloodAsync(TimeSpan.FromSeconds(10), "one"))["one"].ShouldBeInRange(199, 200);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(18)]
    public async Task HostileClients_NeverRefuseOneThatSendsOnePerSecond(int hostile)
    {
        // They were first, and have emptied the bucket.
        string[] names = [.. Enumerable.Range(0, hostile).Select(static index => $"hostile {index}")];
        await FloodAsync(TimeSpan.FromSeconds(20), names);

        var admitted = 0;
        for (var second = 0; second < 60; second++)
        {
            admitted += await _rig.AdmitAsync(1, "quiet");
            await FloodAsync(TimeSpan.FromSeconds(1), names);
        }

        admitted.ShouldBe(60);
    }

    [Fact]
    public async Task QuietClient_LeavesTheRestToTheOther()
    {
        await FloodAsync(TimeSpan.FromSeconds(5), "hostile");
        var sent = 0;
        for (var second = 0; second < 60; second++)
        {
            await _rig.AdmitAsync(1, "quiet");
            sent += (await FloodAsync(TimeSpan.FromSeconds(1), "hostile"))["hostile"];
        }

        // Nineteen a second, but for the half of the burst which is kept free from now on.
        sent.ShouldBeInRange((19 * 60) - 25, 19 * 60);
    }

    [Fact]
    public async Task TwoHostileClients_GetHalfEach_AndTogetherNoMoreThanTheHubMay()
    {
        await FloodAsync(TimeSpan.FromSeconds(5), "one", "two");

        var sent = await FloodAsync(TimeSpan.FromSeconds(60), "one", "two");

        (sent["one"] + sent["two"]).ShouldBeInRange((20 * 60) - 25, (20 * 60) + 1);
        sent["one"].ShouldBeGreaterThanOrEqualTo((10 * 60) - 10);
        sent["two"].ShouldBeGreaterThanOrEqualTo((10 * 60) - 10);
    }

    [Fact]
    public async Task Newcomer_BucketEmptied_GetsOneThroughAtOnce()
    {
        await _rig.AdmitAsync(100, "hostile");

        (await _rig.AdmitAsync(3, "new")).ShouldBe(1);
        var refused = await _rig.SendAsync("hostile");
        refused.Detail!.ShouldContain("Others send commands to hub 'home' too, and this client has had its share");
        refused.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Clients_ThatCameOnce_AreForgotten()
    {
        await _rig.AdmitAsync(1, "one");
        await _rig.AdmitAsync(1, "two");
        _rig.Time.Advance(TimeSpan.FromSeconds(11));

        // As if the other had never been: half of the burst would be kept free for it.
        (await _rig.AdmitAsync(100, "one")).ShouldBe(40);
    }

    [Fact]
    public void Of_MoreClientsThanAreKept_ShareOnePlace()
    {
        var shares = new ClientShares(_rig.Time);
        for (var index = 0; index < 100_000; index++)
        {
            shares.Of($"client {index}", 20, 40).Available.ShouldBeGreaterThanOrEqualTo(1);
        }

        shares.Count.ShouldBe(ClientShares.MaxClients);
        shares.Of("client 1", 20, 40).ShouldNotBeSameAs(shares.Of("client 2", 20, 40));
        shares.Of("client 50000", 20, 40).ShouldBeSameAs(shares.Of("client 60000", 20, 40));
        _rig.Time.Advance(TimeSpan.FromMinutes(1));
        shares.Of("client 1", 20, 40);
        shares.Count.ShouldBe(1);
    }

    /// <summary>Everybody sends ten commands every 10 ms; how many of each went.</summary>
    private async Task<Dictionary<string, int>> FloodAsync(TimeSpan length, params string[] clients)
    {
        var sent = clients.ToDictionary(static client => client, static _ => 0, StringComparer.Ordinal);
        for (var passed = TimeSpan.Zero; passed < length; passed += Step)
        {
            _rig.Time.Advance(Step);
            foreach (var client in clients)
            {
                sent[client] += await _rig.AdmitAsync(clients.Length > 5 ? 1 : 10, client);
            }
        }

        return sent;
    }
}
