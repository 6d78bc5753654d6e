using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class RateMeterTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void PerSecond_SteadyRate_IsThatRate()
    {
        var meter = new RateMeter(_time);
        for (var second = 0; second < 30; second++)
        {
            Count(meter, 7);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        meter.PerSecond().ShouldBe(7);
    }

    [Fact]
    public void PerSecond_RunningSecond_DoesNotCount()
    {
        var meter = new RateMeter(_time);
        Count(meter, 10);
        meter.PerSecond().ShouldBe(0);

        _time.Advance(TimeSpan.FromSeconds(1));
        meter.PerSecond().ShouldBe(1);
    }

    [Fact]
    public void PerSecond_AfterSilence_ForgetsABurst()
    {
        var meter = new RateMeter(_time);
        Count(meter, 100);
        _time.Advance(TimeSpan.FromSeconds(10));
        meter.PerSecond().ShouldBe(10);

        _time.Advance(TimeSpan.FromSeconds(1));
        meter.PerSecond().ShouldBe(0);
        Count(meter, 20);
        _time.Advance(TimeSpan.FromSeconds(1));
        meter.PerSecond().ShouldBe(2, "the slot's old burst must not come back");
    }

    private static void Count(RateMeter meter, int times)
    {
        for (var time = 0; time < times; time++)
        {
            meter.Count();
        }
    }
}
