using Gateway.Commands;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamLinkTests
{
    private readonly UpstreamLink _link = new("home", new ScriptedConnector());

    [Fact]
    public async Task Send_WithoutASession_IsOfflineAndSaysWhenToComeBack()
    {
        _link.UntilNextAttempt = static () => TimeSpan.FromSeconds(7);

        var outcome = await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon();

        outcome.Status.ShouldBe(CommandStatus.Offline);
        outcome.Detail!.ShouldContain("'home'");
        outcome.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Send_NothingWillChangeByItself_SaysWhatMustAndAsksForPatience()
    {
        await using var rig = new UpstreamRig();
        _link.UntilNextAttempt = rig.Status.UntilNextAttempt;
        _link.Standstill = rig.Status.Standstill;

        rig.Status.Refused(DisconnectReason.CredentialsRefused("The token is wrong."));
        var refused = await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon();
        rig.Status.Stopped("It is switched off.");
        var stopped = await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon();
        rig.Status.Connecting();
        var connecting = await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon();

        (refused.Status, refused.RetryAfter).ShouldBe((CommandStatus.Offline, TimeSpan.FromMinutes(1)));
        refused.Detail!.ShouldContain("The token is wrong. Once that is mended, change the hub's entry or ask for a reconnect.");
        refused.Detail!.ShouldNotContain("at the moment");
        (stopped.Status, stopped.RetryAfter).ShouldBe((CommandStatus.Offline, TimeSpan.FromMinutes(1)));
        stopped.Detail!.ShouldContain("It is switched off.");
        connecting.Detail!.ShouldContain("at the moment");
    }

    [Fact]
    public async Task Send_WithASession_GoesToIt()
    {
        _link.Session = new ScriptedSession();

        (await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    [Fact]
    public void Reconnect_Asked_CancelsTheTokenOfThisTurnOnly()
    {
        var turn = _link.ReconnectRequested;

        _link.Reconnect();

        turn.IsCancellationRequested.ShouldBeTrue();
        _link.ReconnectRequested.IsCancellationRequested.ShouldBeFalse();
    }
}
