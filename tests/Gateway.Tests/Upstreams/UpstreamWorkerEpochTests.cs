using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

/// <summary>What a new session brings before it counts as open belongs to it, and not to the one that was lost.</summary>
public sealed class UpstreamWorkerEpochTests
{
    private static readonly DisconnectReason Away = DisconnectReason.HubClosed("It went away.");

    [Fact]
    public async Task SessionLost_EventBroughtWhileTheNextIsDialled_IsOfANewEpoch()
    {
        await using var rig = new UpstreamRig();
        await using var client = new LocalClient();
        var asking = client.SubscribeAsync(rig.Subscriptions, "a");
        var first = rig.Connector.Open();
        rig.Start();
        await client.UntilAsync("a", "live");
        await asking;
        rig.Stream.Append(rig.Stream.Family("Any"), "a"u8, "changed"u8, "1"u8);
        var epoch = rig.Stream.Cursor.Epoch;

        first.End(Away);
        await rig.PassWaitAsync();

        // The hub sends as soon as it has let us in; that is read before the session is told of.
        rig.Stream.Append(rig.Stream.Family("Any"), "a"u8, "changed"u8, "2"u8);
        string.Equals(rig.Stream.Cursor.Epoch, epoch, StringComparison.Ordinal).ShouldBeFalse();
        var second = rig.Stream.Cursor.Epoch;
        rig.Connector.Open();
        await client.UntilAsync("a", "live", times: 2);
        rig.Stream.Cursor.Epoch.ShouldBe(second, "one loss, one epoch");
    }

    [Fact]
    public async Task SessionLost_NobodyHadAnythingLive_IsTheSameEpoch()
    {
        await using var rig = new UpstreamRig();
        var first = rig.Connector.Open();
        rig.Start();
        await rig.UntilAsync(Gateway.Events.HubState.Online);
        var epoch = rig.Stream.Cursor.Epoch;

        first.End(Away);
        await rig.PassWaitAsync();

        rig.Stream.Cursor.Epoch.ShouldBe(epoch);
    }
}
