using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

/// <summary>A client that comes back with a cursor: never a silent hole, never anything twice.</summary>
public sealed class ResumeTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("tick")]
    [InlineData("entities/light.hall")]
    [InlineData("entities/*")]
    public void Resume_NothingIsGone_GetsExactlyWhatItMissed(string topic)
    {
        var concrete = topic.Replace("*", "light.hall", StringComparison.Ordinal);
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), topic);
        var client = hub.Client();
        hub.Subscribe(client, topic);
        hub.Append(concrete, "1");
        var cursor = client.Last;
        hub.Leave(client);
        hub.Append(concrete, "2");
        hub.Append("other", "3");
        hub.Append(concrete, "4");

        var again = hub.Client();
        _ = hub.Resume(again, cursor, topic);
        hub.Append(concrete, "5");

        again.Heard.ShouldBe([$"{concrete}=2", $"{concrete}=4", $"{topic} live recovered", $"{concrete}=5"]);
    }

    [Fact]
    public void Resume_CursorFromBeforeTheHubsYes_IsNotRecovered()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(client, "tock");
        hub.Append("tick", "1");
        var cursor = client.Last;
        hub.Answer("tock", WatchOutcome.Live);
        hub.Leave(client);
        hub.Append("tock", "2");

        // What happened at the hub before its yes it need not have sent, and the cursor is older than that.
        Resumed(hub, cursor, "tock").ShouldBe(["tock live lost"]);
    }

    [Fact]
    public void Resume_WithinTheLinger_IsRecovered()
    {
        var hub = new OneHub().Opened();
        var cursor = SeeOne(hub, "tick");
        hub.Append("tick", "2");
        hub.Advance(Linger / 2);

        Resumed(hub, cursor, "tick").ShouldBe(["tick=2", "tick live recovered"]);
    }

    [Fact]
    public void Resume_HistoryIsGone_GetsASnapshotAndHearsSo()
    {
        var hub = new OneHub(history: new HubStreamOptions(HistoryEvents: 2)).Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        var cursor = SeeOne(hub, "entities/*", "entities/a");
        for (var number = 2; number < 6; number++)
        {
            hub.Append("entities/a", $"{number}");
        }

        Resumed(hub, cursor, "entities/*").ShouldBe(["entities/a=5 snapshot", "entities/* live lost"]);
    }

    [Theory]
    [InlineData("tick", new[] { "tick live lost" })]
    [InlineData("lights/1", new[] { "lights/1=1 snapshot", "lights/1 live lost" })]
    public void Resume_AnotherEpoch_IsLost(string topic, string[] heard)
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), topic);
        hub.Append(topic, "1");

        Resumed(hub, new Cursor("0therEp0ch", 0), topic).ShouldBe(heard);
    }

    [Theory]
    [InlineData("tick")]
    [InlineData("lights/1")]
    public void Resume_TopicWasUnaskedSinceAndTheHubSaidNothing_IsLost(string topic)
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, topic);
        var cursor = client.Last;
        hub.Leave(client);
        hub.Advance(Linger);
        hub.Watch.Live.ShouldBeEmpty();

        // Whatever the hub did meanwhile, it told nobody.
        Resumed(hub, cursor, topic).ShouldBe([$"{topic} live lost"]);
    }

    [Theory]
    [InlineData("tick")]
    [InlineData("lights/1")]
    public void Resume_TopicWasUnaskedSinceAndOthersWereNot_IsLost(string topic)
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "other");
        var client = hub.Client();
        hub.Subscribe(client, topic);
        var cursor = client.Last;
        hub.Leave(client);
        hub.Advance(Linger);
        hub.Append("other", "1");

        Resumed(hub, cursor, topic).ShouldBe([$"{topic} live lost"]);
    }

    [Fact]
    public void Resume_QuietTopicThatWasAskedAllTheTime_IsRecovered()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        var cursor = client.Last;
        hub.Leave(client);

        Resumed(hub, cursor, "tick").ShouldBe(["tick live recovered"]);
    }

    [Fact]
    public void Resume_QuietTopicWhileOthersCameAndWent_IsRecovered()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "tick");
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        var cursor = client.Last;
        hub.Subscribe(hub.Client(), "other");

        Resumed(hub, cursor, "tick").ShouldBe(["tick live recovered"]);
    }

    [Fact]
    public void Resume_OccurrencesAfterALostSession_IsLost()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "tick");
        var cursor = SeeOne(hub, "tick");
        hub.Close();
        hub.Open();

        Resumed(hub, cursor, "tick").ShouldBe(["tick live lost"]);
    }

    [Fact]
    public void Resume_StateAfterALostSession_IsRecoveredWithTheDifference()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        var cursor = SeeOne(hub, "entities/*", "entities/a");
        hub.Close();
        hub.Watch.Asked = _ => hub.Append("entities/a", "2");
        hub.Open();

        Resumed(hub, cursor, "entities/*").ShouldBe(["entities/a=2", "entities/* live recovered"]);
    }

    [Fact]
    public void Resume_WhileTheHubIsAway_IsDecidedWhenItIsBack()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        var cursor = SeeOne(hub, "entities/*", "entities/a");
        hub.Close();
        var client = hub.Client();
        _ = hub.Resume(client, cursor, "entities/*");
        client.Heard.ShouldBe(["entities/* pending"]);
        hub.Watch.Asked = _ => hub.Append("entities/a", "2");
        hub.Open();

        client.Heard.ShouldBe(["entities/* pending", "entities/a=2", "entities/* live recovered"]);
    }

    [Fact]
    public void Resume_OverlappingTopics_GetsEachEventOnceAndInOrder()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        var cursor = SeeOne(hub, "entities/*", "entities/a");
        hub.Append("entities/a", "2");
        hub.Append("entities/b", "3");
        hub.Append("entities/a", "4");

        var heard = Resumed(hub, cursor, "entities/*", "entities/a");

        heard.ShouldBe(["entities/a=2", "entities/b=3", "entities/a=4", "entities/* live recovered", "entities/a live recovered"]);
    }

    [Fact]
    public void Resume_OverlappingTopicsNarrowFirst_GetsEachEventOnce()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        var cursor = SeeOne(hub, "entities/*", "entities/a");
        hub.Append("entities/a", "2");
        hub.Append("entities/b", "3");

        Resumed(hub, cursor, "entities/a", "entities/*")
            .ShouldBe(["entities/a=2", "entities/a live recovered", "entities/b=3", "entities/* live recovered"]);
    }

    /// <summary>A client sees one event with the data 1 and leaves; where it was.</summary>
    private static Cursor SeeOne(OneHub hub, string topic, string? concrete = null)
    {
        var client = hub.Client();
        hub.Subscribe(client, topic);
        hub.Append(concrete ?? topic, "1");
        hub.Leave(client);
        return client.Last;
    }

    private static IReadOnlyList<string> Resumed(OneHub hub, Cursor cursor, params string[] topics)
    {
        var client = hub.Client();
        _ = hub.Resume(client, cursor, topics);
        return client.Heard;
    }
}
