using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class ClientQueueTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void TryTake_WhatWasOffered_ComesInOrder()
    {
        var queue = Queue();
        SharedMessage[] messages = [Messages.Event(1), Messages.Notice(), Messages.Event(2), Messages.Event(3)];
        queue.OfferAll(messages);
        queue.Depth.ShouldBe(4);

        queue.TakeAll().ShouldBe(messages);
        queue.Depth.ShouldBe(0);
        messages.ShouldAllBe(static message => message.IsReleased());
    }

    [Fact]
    public void Offer_MoreEventsThanTheBound_DropsTheOldestAndTellsTheGapFirst()
    {
        var queue = Queue();
        var events = Enumerable.Range(1, 20).Select(static number => Messages.Event(number)).ToArray();
        queue.OfferAll(events[..18]);
        _time.Advance(TimeSpan.FromMilliseconds(1_500));
        queue.OfferAll(events[18..]);
        queue.Depth.ShouldBe(16);
        queue.Dropped.ShouldBe(4);
        events[..4].ShouldAllBe(static dropped => dropped.IsReleased());

        queue.TryTake(out var outgoing).ShouldBeTrue();
        var gap = outgoing.Message;
        gap.Target.ShouldBe(MessageTarget.Gap);
        gap.Payload.Text().ShouldBe("""{"hub":"home","conflated":0,"dropped":4,"ms":1500}""");
        gap.Release();
        queue.TakeAll().ShouldBe(events[4..]);
        events.ShouldAllBe(static taken => taken.IsReleased());
    }

    [Fact]
    public void Offer_MoreBytesThanTheBound_DropsTheOldest()
    {
        var queue = Queue(bytes: 4_096);
        var events = Enumerable.Range(1, 10).Select(static number => Messages.Event(number, data: $"\"{new string('x', 1_000)}\"")).ToArray();
        queue.OfferAll(events);

        queue.Depth.ShouldBe(3);
        queue.TakeAll().Skip(1).ShouldBe(events[7..]);
    }

    [Fact]
    public void Offer_EventLargerThanTheBound_IsKeptWhileItIsTheNewest()
    {
        var queue = Queue(bytes: 4_096);
        var small = Messages.Event(1);
        var huge = Messages.Event(2, data: $"\"{new string('x', 100_000)}\"");
        var last = Messages.Event(3);
        queue.OfferAll([small, huge]);
        queue.Depth.ShouldBe(1);
        queue.Dropped.ShouldBe(1);

        queue.OfferAll([last]);
        queue.TakeAll().Skip(1).ShouldBe([last]);
    }

    [Fact]
    public void Offer_BytesBeyondTwoGibibytes_AreStillBounded()
    {
        var queue = Queue(messages: 10_000, bytes: int.MaxValue);
        var huge = Messages.Event(1, data: $"\"{new string('x', 16 << 20)}\"");
        for (var number = 0; number < 300; number++)
        {
            queue.Offer(huge);
        }

        queue.Depth.ShouldBe(127, "127 times 16 MiB and a bit is the most below 2 GiB");
        queue.Close();
        huge.ReleaseAll().ShouldBe(1);
    }

    [Fact]
    public void Offer_EventsOverTheBound_NeverDropsNotices()
    {
        var queue = Queue();
        var notices = Enumerable.Range(0, 10).Select(static number => Messages.Notice($"{number}")).ToArray();
        for (var number = 0; number < 10; number++)
        {
            queue.OfferAll([notices[number], .. Enumerable.Range(0, 10).Select(event_ => Messages.Event((number * 10) + event_))]);
        }

        var taken = queue.TakeAll();
        taken.Where(static message => message.Target == MessageTarget.Topic).ShouldBe(notices);
        taken.OfType<HubEvent>().Select(static hubEvent => hubEvent.Sequence).ShouldBe(Enumerable.Range(84, 16).Select(static number => (long)number));
    }

    [Fact]
    public void Dropped_FromTwoHubs_IsOneGapPerHub()
    {
        var queue = Queue();
        queue.OfferAll([.. Enumerable.Range(1, 10).Select(static number => Messages.Event(number, hub: "a"))]);
        queue.OfferAll([.. Enumerable.Range(1, 20).Select(static number => Messages.Event(number, hub: "b"))]);

        var gaps = new List<string>();
        while (queue.TryTake(out var outgoing) && outgoing.Message.Target == MessageTarget.Gap)
        {
            gaps.Add(outgoing.Message.Payload.Text());
        }

        gaps.ShouldBe(["""{"hub":"a","conflated":0,"dropped":10,"ms":0}""", """{"hub":"b","conflated":0,"dropped":4,"ms":0}"""], ignoreOrder: true);
    }

    [Fact]
    public void Batch_LongerThanTheBound_ComesWholeBeforeLaterEvents()
    {
        var queue = Queue();
        var before = Messages.Event(1);
        var after = Messages.Event(1_000);
        HubEvent[] values = [.. Enumerable.Range(2, 500).Select(static number => Messages.Event(number))];
        var closing = Messages.Notice();
        queue.OfferAll([before]);
        queue.Offer(new EventBatch(values, isSnapshot: true, closing));
        queue.OfferAll([after]);

        queue.TakeAll().ShouldBe([before, .. values, closing, after]);
        queue.Dropped.ShouldBe(0);
        values.ShouldAllBe(static value => value.IsReleased());
        closing.IsReleased().ShouldBeTrue();
    }

    [Fact]
    public void Defer_WhileABatchWaits_RunsOnlyAfterItWasTaken()
    {
        var queue = Queue();
        var ran = new List<int>();
        var closing = Messages.Notice();
        queue.Defer(() =>
        {
            ran.Add(1);
            queue.Offer(new EventBatch([], isSnapshot: true, closing));
        });
        queue.Defer(() => ran.Add(2));

        queue.TryRunDeferred().ShouldBeTrue();
        queue.TryRunDeferred().ShouldBeFalse();
        ran.ShouldBe([1]);
        queue.TakeAll().ShouldBe([closing]);
        queue.TryRunDeferred().ShouldBeTrue();
        queue.TryRunDeferred().ShouldBeFalse();
        ran.ShouldBe([1, 2]);
    }

    [Fact]
    public void Offer_NoticesWithoutEnd_GivesTheClientUpAndTakesNoMore()
    {
        var queue = Queue();
        var notice = Messages.Notice();
        for (var number = 0; number < 5_024; number++)
        {
            queue.Offer(notice);
        }

        queue.IsGivenUp.ShouldBeFalse();
        for (var number = 0; number < 5_000; number++)
        {
            queue.Offer(notice);
        }

        queue.IsGivenUp.ShouldBeTrue();
        queue.Depth.ShouldBeLessThan(5_100, "a client that does not read costs bounded memory");
        queue.WaitAsync().IsCompleted.ShouldBeTrue("its pump must hear of it");
        var late = Messages.Event(1);
        var closing = Messages.Notice();
        queue.Offer(late);
        queue.Offer(new EventBatch([late], isSnapshot: true, closing));
        late.IsReleased().ShouldBeTrue();
        closing.IsReleased().ShouldBeTrue();
    }

    [Fact]
    public void Defer_WithoutEnd_GivesTheClientUp()
    {
        var queue = Queue();
        for (var number = 0; number < 5_100; number++)
        {
            queue.Defer(static () => { });
        }

        queue.IsGivenUp.ShouldBeTrue();
    }

    [Fact]
    public void Close_WithEverythingWaiting_ReleasesItAndTakesNoMore()
    {
        var queue = Queue();
        HubEvent[] events = [.. Enumerable.Range(1, 30).Select(static number => Messages.Event(number))];
        var notice = Messages.Notice();
        var closing = Messages.Notice();
        var value = Messages.Event(100);
        queue.OfferAll(events);
        queue.Offer(notice);
        queue.Offer(new EventBatch([value], isSnapshot: true, closing));
        queue.Defer(static () => throw new InvalidOperationException("nobody is there"));

        queue.Close();
        queue.Close();

        queue.IsClosed.ShouldBeTrue();
        events.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
        notice.ReleaseAll().ShouldBe(1);
        value.IsReleased().ShouldBeTrue();
        closing.IsReleased().ShouldBeTrue();
        queue.TryRunDeferred().ShouldBeFalse();

        var late = Messages.Event(101);
        var lateClosing = Messages.Notice();
        queue.Offer(late);
        queue.Offer(new EventBatch([late], isSnapshot: true, lateClosing));
        late.IsReleased().ShouldBeTrue("the batch owned the test's reference");
        lateClosing.IsReleased().ShouldBeTrue();
        queue.Depth.ShouldBe(0);
    }

    [Fact]
    public async Task WaitAsync_NothingThere_CompletesWithTheNextOffer()
    {
        var queue = Queue();
        var waiting = queue.WaitAsync().AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        queue.Offer(Messages.Notice());
        await waiting.Soon();

        queue.TakeAll();
        var again = queue.WaitAsync().AsTask();
        queue.Close();
        await again.Soon();
    }

    private ClientQueue Queue(int messages = 16, int bytes = 1 << 20) => new(new ClientOptions(messages, bytes) { BurstFor = TimeSpan.Zero }, _time, new FakeRepair());
}
