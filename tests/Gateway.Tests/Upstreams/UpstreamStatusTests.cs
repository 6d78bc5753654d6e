using Gateway.Events;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;

namespace Gateway.Tests.Upstreams;

public sealed class UpstreamStatusTests : IAsyncDisposable
{
    private readonly UpstreamRig _rig = new();

    [Fact]
    public void Opened_SecondTime_CountsAReconnect()
    {
        _rig.Status.Opened("1", notice: null);
        _rig.Now.Reconnects.ShouldBe(0);
        _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));

        _rig.Status.Opened(version: null, notice: null);

        _rig.Now.Reconnects.ShouldBe(1);
        _rig.Now.Version.ShouldBe("1");
        _rig.Now.Reason.ShouldBeNull();
        _rig.Now.NextAttempt.ShouldBeNull();
    }

    [Fact]
    public void Notice_WhileOpen_DegradesUntilItIsGone()
    {
        _rig.Status.Opened("1", "Still starting.");
        _rig.Now.State.ShouldBe(HubState.Degraded);
        _rig.Now.Reason.ShouldBe("Still starting.");

        _rig.Status.Notice(null);

        _rig.Now.State.ShouldBe(HubState.Online);
        _rig.Now.Reason.ShouldBeNull();
    }

    [Fact]
    public void Notice_AfterTheSessionWasLost_ChangesNothing()
    {
        _rig.Status.Opened("1", "Still starting.");
        _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));

        _rig.Status.Notice(null);

        _rig.Now.State.ShouldBe(HubState.Retrying);
        _rig.Now.Reason.ShouldBe("Gone.");
    }

    [Fact]
    public async Task Notice_WhileTheSessionIsBeingLost_NeverShowsItOnline()
    {
        var isOver = false;
        var watchman = Task.Factory.StartNew(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    _rig.Status.Notice(null);
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var round = 0; round < 20_000; round++)
        {
            _rig.Status.Opened("1", "Still starting.");
            _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));
        }

        Volatile.Write(ref isOver, true);
        await watchman.Soon();

        // Whoever opens says first that it is still starting.
        var told = _rig.Statuses.Select(static status => status.State).ToArray();
        told.Zip(told.Skip(1)).ShouldNotContain(static pair => pair.First == HubState.Retrying && pair.Second == HubState.Online);
    }

    [Fact]
    public void UntilNextAttempt_OverdueOrNotDue_IsZeroOrNothing()
    {
        _rig.Status.UntilNextAttempt().ShouldBeNull();
        _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));
        _rig.Status.UntilNextAttempt().ShouldBe(TimeSpan.FromSeconds(1));

        _rig.Time.Advance(TimeSpan.FromSeconds(2));

        _rig.Status.UntilNextAttempt().ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void RoundTrip_Measured_IsShownButNotToldToEveryClient()
    {
        _rig.Status.Opened("1", notice: null);
        var told = _rig.Statuses.Count;

        _rig.Status.RoundTrip(TimeSpan.FromMilliseconds(12));

        _rig.Now.RoundTripMs.ShouldBe(12);
        _rig.Statuses.Count.ShouldBe(told);
    }

    [Fact]
    public void Since_SameState_StaysAsItWas()
    {
        _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));
        var since = _rig.Now.Since;
        _rig.Time.Advance(TimeSpan.FromSeconds(3));

        _rig.Status.Retrying(DisconnectReason.HubClosed("Still gone."), TimeSpan.FromSeconds(1));
        _rig.Now.Since.ShouldBe(since);
        _rig.Status.Refused(DisconnectReason.Banned("Banned."));

        _rig.Now.Since.ShouldBe(since + TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Since_TriedAgainAndAgain_IsWhenItWasLost()
    {
        _rig.Status.Opened("1", notice: null);
        _rig.Time.Advance(TimeSpan.FromSeconds(3));
        _rig.Status.Retrying(DisconnectReason.HubClosed("Gone."), TimeSpan.FromSeconds(1));
        var lost = _rig.Now.Since;
        _rig.Time.Advance(TimeSpan.FromSeconds(3));

        _rig.Status.Connecting();
        _rig.Now.Since.ShouldBe(lost);
        _rig.Status.Retrying(DisconnectReason.HubClosed("Still gone."), TimeSpan.FromSeconds(1));
        _rig.Now.Since.ShouldBe(lost);
        _rig.Status.Opened("1", notice: null);

        _rig.Now.Since.ShouldBe(lost + TimeSpan.FromSeconds(3));
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();
}
