using System.Text;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class HubStreamTests
{
    private static readonly TopicPattern All = new("f", "", IsWildcard: true, AcrossSegments: true);

    private readonly FakeTime _time = new();
    private readonly List<HubEvent> _delivered = [];

    [Fact]
    public void Append_Events_AscendByOneAndAreDeliveredInOrder()
    {
        var stream = Stream();
        for (var number = 1; number <= 100; number++)
        {
            Append(stream, "tick", $"{number}");
        }

        _delivered.Select(static hubEvent => hubEvent.Sequence).ShouldBe(Enumerable.Range(1, 100).Select(static number => (long)number));
        _delivered.Select(static hubEvent => hubEvent.Json()["data"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, 100));
        stream.Cursor.Sequence.ShouldBe(100);
        stream.LastEvent.ShouldBe(_time.GetUtcNow());
    }

    [Fact]
    public async Task Append_FromManyThreads_KeepsOneGaplessOrder()
    {
        var stream = Stream();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var number = 0; number < 2_000; number++)
            {
                Append(stream, $"t{writer}", $"{number}");
            }
        }))).Soon();

        _delivered.Select(static hubEvent => hubEvent.Sequence).ShouldBe(Enumerable.Range(1, 8_000).Select(static number => (long)number));
        foreach (var topic in _delivered.GroupBy(static hubEvent => hubEvent.Topic))
        {
            topic.Select(static hubEvent => hubEvent.Json()["data"]!.GetValue<int>()).ShouldBe(Enumerable.Range(0, 2_000));
        }
    }

    [Fact]
    public void Since_EverythingIsThere_GivesExactlyWhatTheTopicMissed()
    {
        var stream = Stream();
        Append(stream, "a", "1");
        var from = stream.Cursor;
        Append(stream, "a", "2");
        Append(stream, "b", "3");
        Append(stream, "a", "4");

        stream.Since(from, new TopicPattern("f", "a"))!.Select(static hubEvent => hubEvent.Sequence).ShouldBe([2L, 4L]);
        stream.Since(from, All)!.Count.ShouldBe(3);
        stream.Since(stream.Cursor, All)!.ShouldBeEmpty();
    }

    [Fact]
    public void Since_AnotherEpochOrTheFuture_IsNull()
    {
        var stream = Stream();
        Append(stream, "a", "1");

        stream.Since(new Cursor("other", 1), All).ShouldBeNull();
        stream.Since(stream.Cursor with { Sequence = 2 }, All).ShouldBeNull();
    }

    [Fact]
    public void History_MoreThanItsCount_IsNullBeforeAndCompleteAfter()
    {
        var stream = Stream(new HubStreamOptions(HistoryEvents: 10));
        var start = stream.Cursor;
        AppendMany(stream, 25);

        stream.Since(start with { Sequence = 14 }, All).ShouldBeNull();
        stream.Since(start with { Sequence = 15 }, All)!.Count.ShouldBe(10);
        _delivered.Count(static hubEvent => !hubEvent.IsReleased()).ShouldBe(10);
    }

    [Fact]
    public void History_OlderThanItsAge_IsDroppedAlsoWhenNothingHappens()
    {
        var stream = Stream(new HubStreamOptions(HistoryAge: TimeSpan.FromMinutes(1)));
        var start = stream.Cursor;
        Append(stream, "a", "1");
        _time.Advance(TimeSpan.FromSeconds(40));
        Append(stream, "a", "2");
        stream.Since(start, All)!.Count.ShouldBe(2);
        _time.Advance(TimeSpan.FromSeconds(21));

        stream.Since(start, All).ShouldBeNull();
        stream.Since(start with { Sequence = 1 }, All)!.Count.ShouldBe(1);
        _delivered[0].ReleaseAll().ShouldBe(1, "the first reading of Since owns the last one");
    }

    [Fact]
    public void History_MoreThanItsBytes_KeepsTheNewestThatFit()
    {
        var stream = Stream(new HubStreamOptions(HistoryBytes: 3_500));
        var start = stream.Cursor;
        AppendMany(stream, 10, $"\"{new string('x', 900)}\"");

        stream.Since(start with { Sequence = 6 }, All).ShouldBeNull();
        stream.Since(start with { Sequence = 7 }, All)!.Count.ShouldBe(3);

        Append(stream, "a", $"\"{new string('x', 10_000)}\"");
        stream.Since(start with { Sequence = 10 }, All).ShouldBeNull();
        stream.Since(start with { Sequence = 11 }, All)!.ShouldBeEmpty();
    }

    [Fact]
    public void History_None_ResumesOnlyFromTheNewest()
    {
        var stream = Stream(new HubStreamOptions(HistoryEvents: 0));
        var start = stream.Cursor;
        stream.Since(start, All)!.ShouldBeEmpty();
        AppendMany(stream, 2);

        stream.Since(start with { Sequence = 1 }, All).ShouldBeNull();
        stream.Since(stream.Cursor, All)!.ShouldBeEmpty();
        _delivered.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
    }

    [Fact]
    public void BeginEpoch_CursorsGivenOutBefore_CannotBeResumedFrom()
    {
        var stream = Stream();
        AppendMany(stream, 3);
        var before = stream.Cursor;

        stream.BeginEpoch();

        stream.Cursor.ShouldNotBe(before);
        stream.Cursor.Sequence.ShouldBe(3);
        stream.Since(before, All).ShouldBeNull();
        stream.Since(stream.Cursor, All)!.ShouldBeEmpty();
        stream.Since(stream.Cursor with { Sequence = 2 }, All).ShouldBeNull("nobody was given that cursor");
        _delivered.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
        Append(stream, "a", "1");
        _delivered[^1].Id.ShouldBe(stream.Cursor.ToString());
    }

    [Fact]
    public void Append_ThatIsNotKept_HasNoReferenceLeft()
    {
        var stream = Stream(new HubStreamOptions(HistoryEvents: 1));
        AppendMany(stream, 2);

        _delivered[0].IsReleased().ShouldBeTrue();
        _delivered[1].ReleaseAll().ShouldBe(1);
    }

    [Fact]
    public void EventsPerSecond_OverTenSeconds_IsTheMeanOfFinishedSeconds()
    {
        var stream = Stream();
        AppendMany(stream, 50);
        stream.EventsPerSecond.ShouldBe(0);
        _time.Advance(TimeSpan.FromSeconds(1));

        stream.EventsPerSecond.ShouldBe(5);
    }

    private static void Append(HubStream stream, string topic, string data) =>
        stream.Append(stream.Family("f"), Encoding.UTF8.GetBytes(topic), "changed"u8, Encoding.UTF8.GetBytes(data));

    private static void AppendMany(HubStream stream, int count, string data = "null")
    {
        for (var number = 0; number < count; number++)
        {
            Append(stream, "a", data);
        }
    }

    /// <summary>Every delivered event is looked at after its time, so nothing here holds a reference.</summary>
    private HubStream Stream(HubStreamOptions? options = null) => new("home", options ?? new HubStreamOptions(100_000), _time, _delivered.Add);
}
