using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class QueueRingTests
{
    [Fact]
    public void QueueRing_AnyCourseOfCalls_BehavesLikeAList()
    {
        for (var round = 0; round < 200; round++)
        {
            var seed = Random.Shared.Next();
            RunCourse(new Random(seed), $"seed {seed}");
        }
    }

    [Fact]
    public void TryRemoveOldestEvent_OnlyNotices_FindsNone()
    {
        var ring = new QueueRing();
        ring.Add(new QueueItem(Messages.Notice()));

        var offset = 0;
        ring.TryRemoveOldestEvent(isState: false, ref offset, out _).ShouldBeFalse();
        ring.Count.ShouldBe(1);
    }

    [Fact]
    public void Clear_WithHoles_ReleasesWhatIsLeftAndCanBeUsedAgain()
    {
        var ring = new QueueRing();
        HubEvent[] events = [.. Enumerable.Range(0, 40).Select(static number => Messages.Event(number))];
        foreach (var hubEvent in events)
        {
            ring.Add(new QueueItem(hubEvent));
        }

        var offset = 0;
        ring.TryRemoveOldestEvent(isState: false, ref offset, out var oldest).ShouldBeTrue();
        ring.Clear();
        ring.Count.ShouldBe(0);
        events.Count(static hubEvent => hubEvent.IsReleased()).ShouldBe(39);
        oldest.Event.ShouldBeSameAs(events[0]);

        var notice = Messages.Notice();
        ring.Add(new QueueItem(notice));
        ring.Add(new QueueItem(notice));
        ring.TryPeek(out var item).ShouldBeTrue();
        item.Message.ShouldBeSameAs(notice);
        ring.Count.ShouldBe(2);
    }

    private static void RunCourse(Random random, string seed)
    {
        var ring = new QueueRing();
        var model = new List<SharedMessage>();
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(5))
            {
                case 0 or 1:
                    SharedMessage added = random.Next(3) == 0 ? Messages.Notice() : Messages.Event(step);
                    ring.Add(new QueueItem(added));
                    model.Add(added);
                    break;
                case 2:
                    var offset = 0;
                    ring.TryRemoveOldestEvent(isState: false, ref offset, out var removed).ShouldBe(model.OfType<HubEvent>().Any(), seed);
                    removed.Event.ShouldBeSameAs(model.OfType<HubEvent>().FirstOrDefault(), seed);
                    model.Remove(removed.Message!);
                    break;
                default:
                    ring.TryPeek(out var item).ShouldBe(model.Count > 0, seed);
                    if (model.Count > 0)
                    {
                        item.Message.ShouldBeSameAs(model[0], seed);
                        ring.Remove();
                        model.RemoveAt(0);
                    }

                    break;
            }

            ring.Count.ShouldBe(model.Count, seed);
        }
    }
}
