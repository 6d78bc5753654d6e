using Gateway.Commands;
using Gateway.Subscriptions;
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
    public async Task Watch_WithoutASession_IsAway() =>
        (await _link.WatchAsync("entities", CancellationToken.None).Soon()).ShouldBe(WatchOutcome.Away);

    [Fact]
    public async Task Unwatch_WithoutASession_IsDone() =>
        await _link.UnwatchAsync("entities", CancellationToken.None).Soon();

    [Fact]
    public async Task Ports_WithASession_GoToIt()
    {
        var session = new ScriptedSession();
        _link.Session = session;

        (await _link.WatchAsync("entities", CancellationToken.None).Soon()).ShouldBe(WatchOutcome.Live);
        (await _link.SendAsync(new Command("home", "turn_on", default), CancellationToken.None).Soon()).Status.ShouldBe(CommandStatus.Ok);

        session.Watched.ShouldBe(["entities"]);
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
