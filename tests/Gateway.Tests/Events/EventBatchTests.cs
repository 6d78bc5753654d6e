using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class EventBatchTests
{
    [Fact]
    public void TryTake_Snapshot_MarksEventsButNotTheClosing()
    {
        HubEvent[] events = [Messages.Event(1), Messages.Event(2)];
        var closing = Messages.Notice();
        var batch = new EventBatch(events, isSnapshot: true, closing);
        var taken = new List<(SharedMessage, bool)>();
        while (batch.TryTake(out var message, out var asSnapshot))
        {
            taken.Add((message, asSnapshot));
        }

        taken.ShouldBe([(events[0], true), (events[1], true), (closing, false)]);
        batch.Dispose();
        closing.ReleaseAll().ShouldBe(1, "what was taken is the taker's to release");
    }

    [Fact]
    public void Dispose_HalfTaken_ReleasesTheRestOnly()
    {
        HubEvent[] events = [Messages.Event(1), Messages.Event(2)];
        var closing = Messages.Notice();
        var batch = new EventBatch(events, isSnapshot: false, closing);
        batch.TryTake(out _, out var asSnapshot).ShouldBeTrue();
        asSnapshot.ShouldBeFalse("a replay is no snapshot");

        batch.Dispose();
        batch.Dispose();

        events[0].IsReleased().ShouldBeFalse();
        events[1].IsReleased().ShouldBeTrue();
        closing.IsReleased().ShouldBeTrue();
    }
}
