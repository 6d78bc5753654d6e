using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>With which messages a client has everything up to their cursors, so that it may come back from there.</summary>
public sealed class ResumablePlaceTests
{
    private readonly CrowdedQueue _house = new();

    [Fact]
    public void TryTake_ValueThatStandsBeforeOlderEvents_IsNoPlaceToResumeFrom()
    {
        _house.State("lamp", "1");
        _house.State("door", "1");
        for (var number = 2; number <= 20; number++)
        {
            _house.State("lamp", $"{number}");
        }

        var resumable = new List<string>();
        while (_house.Queue.TryTake(out var outgoing))
        {
            resumable.Add($"{outgoing.Message.Target.Name} {outgoing.Message.Id} {outgoing.IsResumable}");
            outgoing.Message.Release();
        }

        resumable.ShouldBe(["gap  False", "event e:21 False", "event e:2 True"]);
    }

    [Fact]
    public void TryTake_LossesNotMadeGoodYet_AreNoPlaceToResumeFrom()
    {
        for (var number = 1; number <= 20; number++)
        {
            _house.Occurrence($"{number}");
        }

        _house.TakeResumable().ShouldAllBe(static isResumable => !isResumable);
        _house.RunDeferred();
        _house.Occurrence("21");
        _house.TakeResumable().ShouldBe([true]);
    }

    [Fact]
    public void TryTake_TopicsExpected_CountFromTheMomentTheyAreAllWhole()
    {
        _house.Queue.Expect("a");
        _house.Queue.Expect("b");
        _house.Occurrence("1");
        _house.Queue.Offer(new EventBatch([], isSnapshot: true, Messages.Notice()) { Topics = ["a"] });
        _house.Occurrence("2");
        _house.TakeResumable().ShouldBe([false, false, false]);

        _house.Queue.Offer(new EventBatch([Messages.Event(7)], isSnapshot: true, Messages.Notice()) { Topics = ["b"] });
        _house.Occurrence("3");
        _house.TakeResumable().ShouldBe([false, true, true]);
    }

    [Fact]
    public void TryTake_SomethingOlderIsHeldBack_IsNoPlaceToResumeFrom()
    {
        foreach (var (topic, data) in new[] { ("hall", "1"), ("hall", "2"), ("door", "3") })
        {
            var hubEvent = _house.Create(topic, data, isState: true);
            _house.Queue.Offer(hubEvent, TimeSpan.FromSeconds(1));
            hubEvent.Release();
        }

        _house.TakeResumable().ShouldBe([false, false]);

        _house.Queue.LetGo(static _ => true, static _ => false);
        _house.TakeResumable().ShouldBe([true]);
    }
}
