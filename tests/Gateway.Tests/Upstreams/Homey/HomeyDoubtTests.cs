using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

public sealed class HomeyDoubtTests
{
    [Fact]
    public void TryRaise_AgainAndAgain_IsEachTimeMoreSeldom()
    {
        var time = new FakeTime();
        var doubt = new HomeyDoubt(time);
        var raised = new List<double>();

        for (var minute = 0; minute < 5_000; minute++)
        {
            if (doubt.TryRaise())
            {
                raised.Add(minute);
            }

            time.Advance(TimeSpan.FromMinutes(1));
        }

        raised.Zip(raised.Skip(1), static (one, next) => next - one).ShouldBe([10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
    }

    [Fact]
    public void TryRaise_AfterADayWithout_IsAsAtFirst()
    {
        var time = new FakeTime();
        var doubt = new HomeyDoubt(time);
        for (var hour = 0; hour < 100; hour++)
        {
            doubt.TryRaise();
            time.Advance(TimeSpan.FromHours(1));
        }

        time.Advance(TimeSpan.FromDays(1));

        doubt.TryRaise().ShouldBeTrue();
        time.Advance(TimeSpan.FromMinutes(10));
        doubt.TryRaise().ShouldBeTrue();
    }

    [Fact]
    public void TryRaise_ByOurProbe_RestsByItselfUntilItIsLetThrough()
    {
        var doubt = new HomeyDoubt(new FakeTime());
        doubt.TryRaise().ShouldBeTrue();
        doubt.TryRaise().ShouldBeFalse();

        doubt.TryRaise(isProbe: true).ShouldBeTrue();
        doubt.TryRaise(isProbe: true).ShouldBeFalse();
        doubt.Trust();

        doubt.TryRaise().ShouldBeFalse();
        doubt.TryRaise(isProbe: true).ShouldBeTrue();
    }
}
