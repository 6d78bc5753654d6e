using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>A client that wants fewer events and changes its mind: what was held back never comes after anything newer.</summary>
public sealed class RateTests
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);
    private readonly OneHub _hub = new OneHub().Opened();
    private readonly List<string> _heard = [];
    private readonly ClientQueue _client;

    public RateTests()
    {
        _client = new ClientQueue(new ClientOptions(), _hub.Time, new FakeRepair());
        _hub.Subscribe(_hub.Client(), "entities/*", "t*");
    }

    [Theory]
    [InlineData("entities/a", "entities/a", new[] { "entities/a=2", "entities/a=3" })]
    [InlineData("tick", "tick", new[] { "tick=2", "tick=3" })]
    [InlineData("tick", "t*", new[] { "tick=2", "t* live", "tick=3" })]
    [InlineData("entities/a", "entities/*", new[] { "entities/a=2 snapshot", "entities/* live", "entities/a=3" })]
    public void Subscribe_AgainWithoutARate_HeldEventDoesNotComeAfterNewerOnes(string topic, string again, string[] heard)
    {
        Hold(topic);

        Subscribe(again);
        _hub.Append(topic, "3");

        Heard().ShouldBe(heard);
        Later().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("entities/a", new[] { "entities/a=3 snapshot", "entities/a live" })]
    [InlineData("tick", new[] { "tick live" })]
    public void Subscribe_AgainAfterUnsubscribe_HeldEventDoesNotComeAfterTheSnapshot(string topic, string[] heard)
    {
        Hold(topic);

        Unsubscribe(topic);
        _hub.Append(topic, "3");
        Subscribe(topic, Slow);

        Heard().ShouldBe(heard);
        Later().ShouldBeEmpty();
    }

    [Fact]
    public void Unsubscribe_SomethingIsHeldBack_IsNotToldAnyMore()
    {
        Hold("entities/a");

        Unsubscribe("entities/a");

        Later().ShouldBeEmpty();
    }

    [Fact]
    public void Unsubscribe_AnotherTopicWantsWhatIsHeldBack_GetsIt()
    {
        Hold("tick");
        Subscribe("t*", Slow * 2);
        _hub.Append("tick", "3");
        Heard().ShouldBe(["tick=2", "t* live"]);

        Unsubscribe("tick");

        Later().ShouldBe(["tick=3"]);
    }

    [Fact]
    public void Subscribe_TopicOfTheSameNameInAnotherHub_LeavesWhatIsHeldBack()
    {
        Hold("tick");
        var other = new Topic("other", "bus", "tick");
        var held = HubEvent.Create(other.Slot, "n"u8, new Cursor("e", 1), _hub.Time.GetUtcNow(), "7"u8, default);
        _client.Offer(held, Slow);
        _client.Offer(held, Slow);

        Unsubscribe("tick");

        Later().ShouldBe(["tick=7", "tick=7"]);
        held.Release();
    }

    [Fact]
    public void Subscribe_RemovalIsHeldBack_IsToldBeforeTheSnapshotThatCannotShowIt()
    {
        Hold("entities/a");
        _hub.Stream.Append(_hub.Stream.Family("entities"), "a"u8, "removed"u8, "null"u8, Retention.Removed);

        Subscribe("entities/*");

        Heard().ShouldBe(["entities/a=null", "entities/* live"]);
    }

    [Fact]
    public void Repair_OfWhatIsHeldBack_ShowsItOnce()
    {
        Hold("entities/a");

        _hub.Do(() => _hub.Hub.Repair(_client, null));

        Heard().ShouldBe(["entities/a=2 snapshot", "entities/a live"]);
        Later().ShouldBeEmpty();
    }

    [Fact]
    public void Repair_HubIsAway_SendsWhatIsHeldBackAtOnce()
    {
        Hold("entities/a");
        _hub.Close();
        Heard().ShouldBe(["entities/a pending"]);

        _hub.Do(() => _hub.Hub.Repair(_client, null));

        Heard().ShouldBe(["entities/a=2"]);
        Later().ShouldBeEmpty();
    }

    [Fact]
    public void Resume_WithARate_IsNotRecovered()
    {
        var before = _hub.Stream.Cursor;
        _hub.Append("tick", "1");

        Subscribe("tick", Slow, before);
        Subscribe("entities/*", Slow, before);

        Heard().ShouldBe(["tick live lost", "entities/* live lost"]);
    }

    [Fact]
    public void Resume_OverATopicThatHoldsBack_IsNotRecovered()
    {
        Hold("tick");
        var before = _hub.Stream.Cursor;
        _hub.Append("tick", "3");

        Subscribe("t*", cursor: before);

        Heard().ShouldBe(["tick=3", "t* live lost"]);
        Later().ShouldBeEmpty();
    }

    [Fact]
    public void Resume_OverATopicAtTheSameRateThatSentEverything_GetsWhatItMissed()
    {
        var before = _hub.Stream.Cursor;
        Subscribe("tick", Slow);
        _hub.Append("tock", "1");

        Subscribe("t*", cursor: before);

        Heard().ShouldBe(["tick live", "tock=1", "t* live recovered"]);
    }

    /// <summary>The client sees 1 of the topic; 2 is held back.</summary>
    private void Hold(string topic)
    {
        Subscribe(topic, Slow);
        _hub.Append(topic, "1");
        _hub.Append(topic, "2");
        Heard().ShouldBe([$"{topic} live", $"{topic}=1"]);
    }

    private void Subscribe(string topic, TimeSpan interval = default, Cursor? cursor = null)
    {
        _hub.Do(() => _ = _hub.Hub.SubscribeAsync(_client, new SubscribeRequest([topic], cursor, interval), CancellationToken.None));
        Read();
    }

    private void Unsubscribe(string topic) => _hub.Do(() => _hub.Hub.Unsubscribe(_client, [topic]));

    private List<string> Later()
    {
        _hub.Advance(Slow * 3);
        return Heard();
    }

    private List<string> Heard()
    {
        Read();
        List<string> heard = [.. _heard];
        _heard.Clear();
        return heard;
    }

    private void Read()
    {
        do
        {
            while (_client.TryTake(out var outgoing))
            {
                var json = outgoing.Message.Json();
                _heard.Add(outgoing.Message is HubEvent
                    ? $"{json["topic"]}={json["data"]?.ToJsonString() ?? "null"}{(outgoing.AsSnapshot ? " snapshot" : "")}"
                    : $"{json["topic"]} {json["state"]}{(json["recovered"]?.GetValue<bool>() switch { true => " recovered", false => " lost", null => "" })}");
                outgoing.Message.Release();
            }
        }
        while (_client.TryRunDeferred());
    }
}
