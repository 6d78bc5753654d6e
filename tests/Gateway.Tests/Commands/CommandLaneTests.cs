using Gateway.Commands;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

public sealed class CommandLaneTests
{
    private readonly LaneRig _rig = new();

    [Fact]
    public async Task Send_UpToHalf_SaysNothing()
    {
        (await _rig.AdmitAsync(10)).ShouldBe(10);
        _rig.Lines.ShouldBeEmpty();

        // Half the rate may go on for ever.
        for (var second = 0; second < 100; second++)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(1));
            (await _rig.AdmitAsync(5)).ShouldBe(5);
        }

        _rig.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Send_MoreThanHalf_WarnsOnceAndLetsThemPass()
    {
        (await _rig.AdmitAsync(20)).ShouldBe(20);

        _rig.Lines.ShouldHaveSingleItem().ShouldBe("Warning: Hub home is sent more than 5 commands per second, half of what is allowed; above 10 they are refused.");
    }

    [Fact]
    public async Task Send_AboveTheLimit_RefusesWithTheTimeToWaitAndWarnsOnce()
    {
        (await _rig.AdmitAsync(30)).ShouldBe(20);

        var outcome = await _rig.SendAsync().Soon();
        outcome.Status.ShouldBe(CommandStatus.Limited);
        outcome.RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(100));
        outcome.Detail!.ShouldContain("'Commands:PerSecond'");
        _rig.Lines.Count.ShouldBe(2);
        _rig.Lines[1].ShouldStartWith("Warning: Hub home is sent too many commands: more than 10 per second or 20 at once are refused.");
    }

    [Fact]
    public async Task Send_CalmAgain_TellsHowManyWereRefusedAndWarnsAnewNextTime()
    {
        await _rig.AdmitAsync(25);
        _rig.Time.Advance(TimeSpan.FromSeconds(2));
        (await _rig.AdmitAsync(1)).ShouldBe(1);
        _rig.Lines[^1].ShouldBe("Information: Hub home is sent few commands again; 5 were refused.");

        (await _rig.AdmitAsync(25)).ShouldBe(19);
        _rig.Lines.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Send_BusyForHours_LogsNoMoreThanOnce()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            for (var second = 0; second < 60; second++)
            {
                await _rig.AdmitAsync(50);
                _rig.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        _rig.Lines.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Describe_CountsWhatIsLeftAndWhatWasRefused()
    {
        _rig.Lane.Describe().ShouldBe(new CommandLimits(PerSecond: 10, Burst: 20, Available: 20, Limited: 0, Busy: null));

        await _rig.AdmitAsync(25);
        _rig.Lane.Describe().ShouldBe(new CommandLimits(10, 20, 0, 5, null));
        _rig.Time.Advance(TimeSpan.FromMilliseconds(350));
        _rig.Lane.Describe().Available.ShouldBe(3);
    }

    [Fact]
    public async Task HubIsBusy_LowersTheRateOnceForThoseUnderWayAndRecoversStepByStep()
    {
        await _rig.AdmitAsync(20);
        for (var answer = 0; answer < 20; answer++)
        {
            _rig.Lane.HubIsBusy(retryAfter: null);
        }

        _rig.Lane.Describe().Busy.ShouldBe(new CommandBusy(5, _rig.Time.GetUtcNow(), Until: null));
        (await _rig.SendAsync()).RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(200));
        (await _rig.SendAsync()).Detail!.ShouldContain("Hub 'home' says that it is asked too much, and is sent 5 commands per second for a while");

        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        _rig.Lane.HubIsBusy(retryAfter: null);
        _rig.Lane.Describe().Busy!.PerSecond.ShouldBe(2.5);
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        _rig.Lane.Describe().Busy!.PerSecond.ShouldBe(5);
        _rig.Time.Advance(TimeSpan.FromSeconds(10));
        _rig.Lane.Describe().Busy.ShouldBeNull();
        (await _rig.AdmitAsync(30)).ShouldBe(20);
        _rig.Lines.Where(static line => line.Contains("complain", StringComparison.Ordinal) || line.Contains("asked too much", StringComparison.Ordinal)).ShouldBe(
        [
            "Warning: Hub home says that it is asked too much. It is sent 5 instead of 10 commands per second for a while.",
            "Information: Hub home has not complained for a while and is sent up to 10 commands per second again.",
        ]);
    }

    [Fact]
    public void HubIsBusy_OnAndOn_StopsAtAnEighth()
    {
        for (var second = 0; second < 60; second++)
        {
            _rig.Lane.HubIsBusy(retryAfter: null);
            _rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _rig.Lane.Describe().Busy!.PerSecond.ShouldBe(10 / 8.0);
    }

    [Fact]
    public async Task HubIsBusy_NamesATime_IsLeftAloneUntilThen()
    {
        _rig.Lane.HubIsBusy(TimeSpan.FromSeconds(30));

        var outcome = await _rig.SendAsync("two");
        (outcome.Status, outcome.RetryAfter).ShouldBe((CommandStatus.Limited, TimeSpan.FromSeconds(30)));
        _rig.Lines.ShouldHaveSingleItem().ShouldBe(
            "Warning: Hub home says that it is asked too much. It is sent 5 instead of 10 commands per second for a while, and nothing for 30 s, as it asked.");
        _rig.Lane.Describe().Available.ShouldBe(0);
        _rig.Lane.Describe().Busy!.Until.ShouldBe(_rig.Time.GetUtcNow() + TimeSpan.FromSeconds(30));
        for (var second = 0; second < 30; second++)
        {
            (await _rig.AdmitAsync(10)).ShouldBe(0);
            _rig.Time.Advance(TimeSpan.FromSeconds(1));
        }

        _rig.Lines.Count.ShouldBe(1);
        (await _rig.AdmitAsync(1)).ShouldBe(1);
        _rig.Lines[^1].ShouldBe("Information: Hub home is sent few commands again; 301 were refused.");
    }

    [Fact]
    public async Task HubIsBusy_NamesATimeBeyondReason_IsAskedAfterFiveMinutes()
    {
        _rig.Lane.HubIsBusy(TimeSpan.FromDays(400_000));

        (await _rig.SendAsync()).RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
    }
}
