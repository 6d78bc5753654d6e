using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamTests
{
    [Fact]
    public async Task Stop_AskedTwice_EndsTheSessionOnce()
    {
        await using var rig = new UpstreamRig();
        var session = rig.Connector.Open();
        var upstream = Create(rig, enabled: true);
        upstream.Start();
        await rig.UntilAsync(HubState.Online);

        await Task.WhenAll(upstream.StopAsync("Stopped."), upstream.StopAsync("Stopped.")).Soon();
        await upstream.StopAsync("Stopped.").Soon();

        rig.Now.State.ShouldBe(HubState.Stopped);
        rig.Now.Reason.ShouldBe("Stopped.");
        session.Disposals.ShouldBe(1);
    }

    [Fact]
    public async Task Start_SwitchedOff_NeverDialsAndSaysWhy()
    {
        await using var rig = new UpstreamRig();
        var upstream = Create(rig, enabled: false);

        upstream.Start();

        rig.Now.State.ShouldBe(HubState.Stopped);
        rig.Now.Reason!.ShouldContain("'Enabled': false");
        rig.Subscriptions.WasTried.ShouldBeTrue();
        rig.Connector.Attempts.ShouldBe(0);
        await upstream.StopAsync("Stopped.").Soon();
    }

    private static Upstream Create(UpstreamRig rig, bool enabled) => new(
        new UpstreamOptions("home", UpstreamKind.HomeAssistant, new Uri("http://localhost"), Token: null, enabled, new TlsOptions(null, null), "1"),
        rig.Connector, rig.Subscriptions, rig.Status, rig.Link, rig.Worker);
}
