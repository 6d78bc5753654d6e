using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>A client that was too slow gets anew what it lost: one snapshot, then its topics live again.</summary>
public sealed class RepairTests
{
    [Fact]
    public void Repair_LostOnAPattern_GetsItsSnapshotAndLiveAgain()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "entities/*");

        Repair(hub, client, "entities/a");
        hub.Append("entities/a", "3");

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/b=2 snapshot", "entities/* live", "entities/a=3"]);
    }

    [Fact]
    public void Repair_TopicsThatOverlap_GetEachValueOnceAndAreLiveTogether()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "entities/*", "entities/a", "lights/x");

        Repair(hub, client, "entities/a");

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/b=2 snapshot", "entities/* live", "entities/a live"], ignoreOrder: true);
        client.Heard.Take(2).ShouldAllBe(static text => text.EndsWith("snapshot", StringComparison.Ordinal));
    }

    [Fact]
    public void Repair_TooManyToName_GetsEverythingItHolds()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "entities/a", "lights/x", "tick");

        hub.Do(() => hub.Hub.Repair(client, null));

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/a live", "lights/x live", "tick live"], ignoreOrder: true);
    }

    [Fact]
    public void Repair_TopicWithoutState_IsLiveAgain()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "tick", "tock");

        Repair(hub, client, "tick");

        client.Heard.ShouldBe(["tick live"]);
    }

    [Fact]
    public void Repair_NothingItHolds_GetsNothing()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "entities/a");

        Repair(hub, client, "entities/b");
        Repair(hub, hub.Client(), "entities/a");

        client.Heard.ShouldBeEmpty();
    }

    [Fact]
    public void Repair_HubIsAway_ComesWhenItIsBack()
    {
        var hub = new OneHub().Opened();
        var client = Holding(hub, "entities/*");
        hub.Close();
        client.Forget();

        Repair(hub, client, "entities/a");
        client.Heard.ShouldBeEmpty();
        hub.Open();
        hub.Append("entities/a", "3");

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/b=2 snapshot", "entities/* live", "entities/a=3"]);
    }

    [Fact]
    public void Repair_OneTopicIsStillPending_NoPlaceToResumeFromUntilItIsWhole()
    {
        var hub = new OneHub().Opened();
        var client = new ClientQueue(new ClientOptions(), hub.Time, new FakeRepair());
        hub.Do(() => _ = hub.Hub.SubscribeAsync(client, new SubscribeRequest(["entities/a", "lights/x"]), CancellationToken.None));
        hub.Append("entities/a", "1");
        ReadResumable(client);
        hub.Close();
        hub.Watch.AnswersAtOnce = false;
        hub.Open();
        hub.Answer(hub.Watch.Plan("lights/x").Plan!.UpstreamKey, WatchOutcome.Live);
        ReadResumable(client);

        hub.Do(() => hub.Hub.Repair(client, null));
        hub.Append("lights/x", "2");
        ReadResumable(client).ShouldBe([false, false], "entities/a is owed");

        hub.Answer(hub.Watch.Plan("entities/a").Plan!.UpstreamKey, WatchOutcome.Live);
        ReadResumable(client).ShouldBe([false, true], "its snapshot, and live");
        hub.Append("lights/x", "3");
        ReadResumable(client).ShouldBe([true]);
    }

    [Fact]
    public void Unsubscribe_OfATopicThatIsOwed_LeavesNothingToWaitFor()
    {
        var hub = new OneHub().Opened();
        var client = new ClientQueue(new ClientOptions(), hub.Time, new FakeRepair());
        hub.Do(() => _ = hub.Hub.SubscribeAsync(client, new SubscribeRequest(["entities/a", "lights/x"]), CancellationToken.None));
        hub.Close();
        hub.Do(() => hub.Hub.Repair(client, null));

        hub.Do(() => hub.Hub.Unsubscribe(client, ["entities/a", "lights/x"]));
        ReadResumable(client);

        client.Offer(Messages.Event(7));
        ReadResumable(client).ShouldBe([true]);
    }

    [Fact]
    public void Repair_OfAClientThatHadResumed_IsAPlainSnapshot()
    {
        var hub = new OneHub().Opened();
        var before = Holding(hub, "entities/*");
        var client = hub.Client();
        _ = hub.Resume(client, hub.Stream.Cursor, "entities/*");
        hub.Close();
        client.Forget();

        Repair(hub, client, "entities/a");
        hub.Open();

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/b=2 snapshot", "entities/* live"]);
        before.Heard.ShouldNotBeEmpty();
    }

    [Fact]
    public void Resume_FewerEventsWanted_GetsASnapshotForStateAndIsNotRecovered()
    {
        var hub = new OneHub().Opened();
        Holding(hub, "entities/*", "tick");
        var cursor = hub.Stream.Cursor;
        hub.Append("tick", "1");
        var client = hub.Client();

        hub.Do(() => _ = hub.Hub.SubscribeAsync(client, new SubscribeRequest(["entities/*", "tick"], cursor, TimeSpan.FromSeconds(1)), CancellationToken.None));

        client.Heard.ShouldBe(["entities/a=1 snapshot", "entities/b=2 snapshot", "entities/* live lost", "tick live lost"]);
    }

    [Fact]
    public void Resume_OfATopicThatOverlapsOneWithoutACursor_DoesNotGoBackInTime()
    {
        var hub = new OneHub().Opened();
        Holding(hub, "entities/*");
        var cursor = hub.Stream.Cursor;
        hub.Append("entities/a", "3");
        hub.Append("entities/a", "4");
        var client = hub.Client();
        hub.Subscribe(client, "entities/a");
        hub.Append("entities/a", "5");

        _ = hub.Resume(client, cursor, "entities/*");

        client.Heard.ShouldBe(["entities/a=4 snapshot", "entities/a live", "entities/a=5", "entities/b=2 snapshot", "entities/a=5 snapshot", "entities/* live lost"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unsubscribe_OfATopicThatOverlapsOneStillWaiting_TellsNothingTwice(bool isResume)
    {
        var hub = new OneHub().Opened();
        Holding(hub, "t*", "tick");
        var cursor = hub.Stream.Cursor;
        var client = hub.Client();
        hub.Subscribe(client, "t*");
        client.HoldsBack = true;
        _ = hub.Resume(client, isResume ? cursor : null, "tick");
        hub.Append("tick", "1");

        hub.Unsubscribe(client, "t*");
        client.HoldsBack = false;
        hub.Run();
        hub.Append("tick", "2");

        client.Heard.ShouldBe(["t* live", "tick=1", isResume ? "tick live lost" : "tick live", "tick=2"]);
    }

    private static List<bool> ReadResumable(ClientQueue client)
    {
        var resumable = new List<bool>();
        do
        {
            while (client.TryTake(out var outgoing))
            {
                resumable.Add(outgoing.IsResumable);
                outgoing.Message.Release();
            }
        }
        while (client.TryRunDeferred());
        return resumable;
    }

    private static FakeReceiver Holding(OneHub hub, params string[] topics)
    {
        var client = hub.Client();
        hub.Subscribe(client, topics);
        if (topics.Any(static topic => topic.StartsWith("entities", StringComparison.Ordinal)))
        {
            hub.Append("entities/a", "1");
            hub.Append("entities/b", "2");
        }

        client.Forget();
        return client;
    }

    private static void Repair(OneHub hub, FakeReceiver client, string lost)
    {
        var topic = hub.Stream.Family(lost.Contains('/', StringComparison.Ordinal) ? lost[..lost.IndexOf('/', StringComparison.Ordinal)] : "bus").GetByText(lost);
        hub.Do(() => hub.Hub.Repair(client, new HashSet<Topic> { topic }));
    }
}
