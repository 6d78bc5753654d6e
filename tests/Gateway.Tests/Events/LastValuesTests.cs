using System.Text;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class LastValuesTests
{
    private static readonly TopicPattern Lights = new("entities", "entities/light.", IsWildcard: true);
    private static readonly TopicPattern All = new("entities", "entities/", IsWildcard: true);

    private readonly FakeTime _time = new();
    private readonly List<HubEvent> _delivered = [];
    private readonly HubStream _stream;
    private readonly TopicTable _table;

    public LastValuesTests()
    {
        _stream = new HubStream("home", new HubStreamOptions(HistoryEvents: 0), _time, _delivered.Add);
        _table = _stream.Family("entities", "entities/");
    }

    [Fact]
    public void LastValues_SeveralChanges_AreTheNewestPerTopicOldestChangeFirst()
    {
        Set("light.a", "1");
        Set("light.b", "2");
        Set("sensor.c", "3");
        Set("light.a", "4");

        Read(All).ShouldBe(["entities/light.b=2", "entities/sensor.c=3", "entities/light.a=4"]);
        Read(Lights).ShouldBe(["entities/light.b=2", "entities/light.a=4"]);
        Read(new TopicPattern("entities", "entities/light.a")).ShouldBe(["entities/light.a=4"]);
        Read(new TopicPattern("entities", "entities/light.x")).ShouldBeEmpty();
        Read(new TopicPattern("other", "")).ShouldBeEmpty();
        _table.Values.ShouldBe(3);
    }

    [Fact]
    public void LastValues_ReplacedOrRemoved_LeavesNoReferenceBehind()
    {
        Set("light.a", "1");
        Set("light.a", "2");
        _delivered[0].IsReleased().ShouldBeTrue();
        _delivered[1].IsReleased().ShouldBeFalse();

        Append("light.a", "null", Retention.Removed);

        _delivered.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
        Read(All).ShouldBeEmpty();
        _table.Values.ShouldBe(0);
    }

    [Fact]
    public void Append_Occurrence_LeavesTheLastValueAlone()
    {
        Set("light.a", "1");
        Append("light.a", "2", Retention.None);

        Read(All).ShouldBe(["entities/light.a=1"]);
    }

    [Fact]
    public void Forget_SomeAreKept_DropsTheOthers()
    {
        Set("light.a", "1");
        Set("light.b", "2");
        Set("sensor.c", "3");
        using (_stream.Enter())
        {
            _stream.Forget(Lights, static topic => topic.Text.EndsWith(".b", StringComparison.Ordinal));
            _stream.Forget(new TopicPattern("other", ""), static _ => false);
        }

        Read(All).ShouldBe(["entities/light.b=2", "entities/sensor.c=3"]);
        _delivered.Count(static hubEvent => hubEvent.IsReleased()).ShouldBe(1);
        _table.Values.ShouldBe(2);
    }

    [Fact]
    public void LastValues_PartsOfOneTopic_EachHasItsOwn()
    {
        AppendPart("light.a", "onoff", "1");
        AppendPart("light.a", "dim", "2");
        AppendPart("light.a", "onoff", "3");

        Read(new TopicPattern("entities", "entities/light.a")).ShouldBe(["entities/light.a=2", "entities/light.a=3"]);
        _table.Values.ShouldBe(2);
        _delivered[0].IsReleased().ShouldBeTrue();
    }

    [Fact]
    public void Append_RemovedPartOrTopic_DropsThatOrAllParts()
    {
        AppendPart("light.a", "onoff", "1");
        AppendPart("light.a", "dim", "2");
        Set("light.a", "3");
        AppendPart("light.a", "dim", "null", Retention.Removed);
        Read(All).ShouldBe(["entities/light.a=1", "entities/light.a=3"]);

        Append("light.a", "null", Retention.Removed);

        Read(All).ShouldBeEmpty();
        _table.Values.ShouldBe(0);
        _delivered.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
    }

    [Fact]
    public void Append_PartialEventWithWholeValue_DeliversThePartAndKeepsTheWhole()
    {
        _stream.Append(_table, new StreamEntry("light.a"u8, "changed"u8, "\"part\""u8) { Retention = Retention.Value, Value = "\"whole\""u8 });

        _delivered.ShouldHaveSingleItem().IsReleased().ShouldBeTrue();
        Read(All).ShouldBe(["entities/light.a=whole"]);
        using (_stream.Enter())
        {
            var kept = _stream.LastValues(All).ShouldHaveSingleItem();
            kept.Id.ShouldBe(_stream.Cursor.ToString());
            kept.Release();
        }
    }

    [Fact]
    public void Append_WholeValueUnderAnotherName_IsKeptUnderThatName()
    {
        _stream.Append(_table, new StreamEntry("light.a"u8, "added"u8, "1"u8) { Retention = Retention.Value, Value = "2"u8, ValueName = "changed"u8 });

        using (_stream.Enter())
        {
            var kept = _stream.LastValues(All).ShouldHaveSingleItem();
            kept.Json()["name"]!.GetValue<string>().ShouldBe("changed");
            kept.Release();
        }
    }

    [Fact]
    public void LastEventOn_PatternAndTopic_IsTheNewest()
    {
        Set("light.a", "1");
        var first = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(3));
        Set("light.b", "2");

        using (_stream.Enter())
        {
            _stream.LastEventOn(Lights, AllRights.Instance).ShouldBe(_time.GetUtcNow());
            _stream.LastEventOn(new TopicPattern("entities", "entities/light.a"), AllRights.Instance).ShouldBe(first);
            _stream.LastEventOn(new TopicPattern("entities", "entities/light.x"), AllRights.Instance).ShouldBeNull();
            _stream.LastEventOn(new TopicPattern("other", ""), AllRights.Instance).ShouldBeNull();
        }
    }

    private void Set(string name, string data) => Append(name, data, Retention.Value);

    private void Append(string name, string data, Retention retention) =>
        _stream.Append(_table, Encoding.UTF8.GetBytes(name), "changed"u8, Encoding.UTF8.GetBytes(data), retention);

    private void AppendPart(string name, string part, string data, Retention retention = Retention.Value) => _stream.Append(
        _table,
        new StreamEntry(Encoding.UTF8.GetBytes(name), "changed"u8, Encoding.UTF8.GetBytes(data)) { Part = Encoding.UTF8.GetBytes(part), Retention = retention });

    private string[] Read(TopicPattern pattern)
    {
        using (_stream.Enter())
        {
            var events = _stream.LastValues(pattern);
            string[] read = [.. events.Select(static hubEvent => $"{hubEvent.Topic.Text}={hubEvent.Json()["data"]}")];
            foreach (var hubEvent in events)
            {
                hubEvent.Release();
            }

            return read;
        }
    }
}
