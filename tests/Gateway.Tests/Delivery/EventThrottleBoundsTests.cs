using System.Globalization;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>What pacing costs does not grow with the topics there ever were.</summary>
public sealed class EventThrottleBoundsTests
{
    [Fact]
    public void TryPass_TopicsThatNeverComeAgain_AreForgotten()
    {
        var time = new FakeTime();
        using var throttle = new EventThrottle(time, static () => { });
        for (var number = 1; number <= 10_000; number++)
        {
            var topic = new Topic("home", "Entities", string.Create(CultureInfo.InvariantCulture, $"entities/once{number}"));
            var once = HubEvent.Create(topic.Slot, "changed"u8, new Cursor("e", number), time.GetUtcNow(), "1"u8, default, isState: true);
            throttle.TryPass(once, TimeSpan.FromMilliseconds(10)).ShouldBeTrue();
            once.Release();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        throttle.Count.ShouldBeLessThan(2_048);
    }
}
