using Gateway.Commands;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Commands;

public sealed class CommandLaneTests
{
    private readonly FakeTime _time = new();
    private readonly LogSink _log = new();
    private readonly CommandLane _lane;

    public CommandLaneTests() =>
        _lane = new CommandLane("home", null!, CommandOptions.Default with { PerSecond = 10, Burst = 20 }, _time, _log.CreateLogger("lane"));

    [Fact]
    public void Admit_UpToHalf_SaysNothing()
    {
        Admit(10).ShouldBe(10);
        Lines.ShouldBeEmpty();

        // Half the rate may go on for ever.
        for (var second = 0; second < 100; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Admit(5).ShouldBe(5);
        }

        Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Admit_MoreThanHalf_WarnsOnceAndLetsThemPass()
    {
        Admit(20).ShouldBe(20);

        Lines.ShouldHaveSingleItem().ShouldBe("Warning: Hub home is sent more than 5 commands per second, half of what is allowed; above 10 they are refused.");
    }

    [Fact]
    public void Admit_AboveTheLimit_RefusesWithTheTimeToWaitAndWarnsOnce()
    {
        Admit(30).ShouldBe(20);

        var outcome = _lane.Admit().ShouldNotBeNull();
        outcome.Status.ShouldBe(CommandStatus.Limited);
        outcome.RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(100));
        outcome.Detail!.ShouldContain("'Commands:PerSecond'");
        Lines.Count.ShouldBe(2);
        Lines[1].ShouldStartWith("Warning: Hub home is sent too many commands: more than 10 per second or 20 at once are refused.");
    }

    [Fact]
    public void Admit_CalmAgain_TellsHowManyWereRefusedAndWarnsAnewNextTime()
    {
        Admit(25);
        _time.Advance(TimeSpan.FromSeconds(2));
        Admit(1).ShouldBe(1);
        Lines[^1].ShouldBe("Information: Hub home is sent few commands again; 5 were refused.");

        Admit(25).ShouldBe(19);
        Lines.Count.ShouldBe(5);
    }

    [Fact]
    public void Admit_BusyForHours_LogsNoMoreThanOnce()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            for (var second = 0; second < 60; second++)
            {
                Admit(50);
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Lines.Count.ShouldBe(2);
    }

    private IReadOnlyList<string> Lines => [.. _log.Lines.Select(static line => $"{line.Level}: {line.Text}")];

    private int Admit(int commands) => Enumerable.Range(0, commands).Count(_ => _lane.Admit() is null);
}
