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
