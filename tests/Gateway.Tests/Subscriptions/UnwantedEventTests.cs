using System.Globalization;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>Events that nobody asked for, while the hub sends them because somebody wants others: nothing is kept, and nobody is told otherwise.</summary>
public sealed class UnwantedEventTests
{
    private static readonly TimeSpan Age = new HubStreamOptions().Age;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Append_NobodyHoldsTheTopic_LeavesNothingInHistory()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/a");
        var before = hub.Stream.Cursor;

        hub.Append("entities/a", "1");
        hub.Append("entities/b", "2");
        hub.Append("nobody's", "3");

        KeptSince(hub, before).ShouldBe(["entities/a"]);
    }

    [Fact]
    public void Subscribe_ValueCameWhileNobodyHeldIt_IsInTheSnapshot()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/a");
        hub.Append("entities/b", "1");
        hub.Append("entities/b", "2");

        var client = hub.Client();
        hub.Subscribe(client, "entities/b");

        client.Heard.ShouldBe(["entities/b=2 snapshot", "entities/b live"]);
    }

    [Theory]
    [InlineData("entities/b")]
    [InlineData("entities/*")]
    public void Resume_EventsCameWhileNobodyHeldTheTopic_IsLost(string topic)
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/a");
        hub.Append("entities/a", "1");
        var cursor = client.Last;
        hub.Append("entities/b", "2");
        hub.Unsubscribe(client, "entities/a");

        Resumed(hub, cursor, topic)[^1].ShouldBe($"{topic} live lost");
    }

    [Fact]
    public void Resume_NothingCameWhileNobodyHeldTheTopic_IsRecovered()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/a");
        hub.Append("entities/a", "1");

        Resumed(hub, client.Last, "entities/b").ShouldBe(["entities/b live recovered"]);
    }

    [Theory]
    [InlineData("entities/b")]
    [InlineData("entities/b*")]
    public void Resume_LeftNotLongerAgoThanHistoryReaches_IsRecovered(string topic)
    {
        var (hub, cursor) = Left(topic);
        hub.Advance(Age - Second);
        hub.Append("entities/b", "2");

        Resumed(hub, cursor, topic).ShouldBe(["entities/b=2", $"{topic} live recovered"]);
    }

    [Theory]
    [InlineData("entities/b")]
    [InlineData("entities/b*")]
    public void Resume_LeftLongerAgoThanHistoryReaches_IsLost(string topic)
    {
        var (hub, cursor) = Left(topic);
        hub.Advance(Age + Second);
        var before = hub.Stream.Cursor;
        hub.Append("entities/b", "2");

        KeptSince(hub, before).ShouldBeEmpty();
        Resumed(hub, cursor, topic).ShouldBe(["entities/b=2 snapshot", $"{topic} live lost"]);
    }

    [Theory]
    [InlineData("entities/b")]
    [InlineData("entities/b*")]
    public void Append_HeldAgainSinceItWasLeft_IsKept(string topic)
    {
        var (hub, _) = Left(topic);
        hub.Advance(Age - Second);
        hub.Subscribe(hub.Client(), topic);
        hub.Advance(Age);
        var before = hub.Stream.Cursor;
        hub.Append("entities/b", "2");

        KeptSince(hub, before).ShouldBe(["entities/b"]);
    }

    [Fact]
    public void LetGo_MorePatternsThanAreRemembered_TheOldestAreForgottenFirst()
    {
        var wanted = new WantedTopics(Age);
        var table = new TopicTable("hub", "f", "");
        var now = new FakeTime().GetUtcNow();
        for (var number = 0; number <= WantedTopics.MaxLeft; number++)
        {
            var pattern = new TopicPattern("f", number.ToString(CultureInfo.InvariantCulture));
            wanted.Hold(pattern, table);
            wanted.LetGo(pattern, now);
        }

        wanted.Keeps(table.GetByText("0"), now).ShouldBeFalse();
        wanted.Keeps(table.GetByText("1"), now).ShouldBeTrue();
    }

    /// <summary>A hub whose entities somebody keeps asked for, and where a client was that held the topic and heard entities/b=1.</summary>
    private static (OneHub Hub, Cursor? Cursor) Left(string topic)
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/a");
        var client = hub.Client();
        hub.Subscribe(client, topic);
        hub.Append("entities/b", "1");
        hub.Leave(client);
        return (hub, client.Last);
    }

    private static IReadOnlyList<string> Resumed(OneHub hub, Cursor? cursor, string topic)
    {
        var client = hub.Client();
        _ = hub.Resume(client, cursor, topic);
        return client.Heard;
    }

    private static IReadOnlyList<string> KeptSince(OneHub hub, Cursor cursor)
    {
        using (hub.Stream.Enter())
        {
            var kept = new[] { "entities", "bus" }.SelectMany(family => hub.Stream.Since(cursor, new TopicPattern(family, "", IsWildcard: true, AcrossSegments: true))!).ToArray();
            var topics = kept.Select(static hubEvent => hubEvent.Topic.Text).ToArray();
            foreach (var hubEvent in kept)
            {
                hubEvent.Release();
            }

            return topics;
        }
    }
}
