using System.Text;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Events;

public sealed class TopicTableTests
{
    [Fact]
    public void Get_ByBytesAndByText_IsOneTopic()
    {
        var table = new TopicTable("home", "entities", "entities/");
        var topic = table.Get("light.k\u00fcche"u8);

        topic.Text.ShouldBe("entities/light.k\u00fcche");
        table.Get("light.k\u00fcche"u8).ShouldBeSameAs(topic);
        table.GetByText("entities/light.k\u00fcche").ShouldBeSameAs(topic);
        table.TryFind("entities/light.bad", out _).ShouldBeFalse();
        table.All.ShouldHaveSingleItem();
    }

    [Fact]
    public void GetByText_OutsideThePrefix_IsAFault() =>
        Should.Throw<ArgumentException>(() => new TopicTable("home", "entities", "entities/").GetByText("light.a"));

    [Fact]
    public void Get_MoreTopicsThanTheBound_WorksWithoutKeepingThem()
    {
        var table = Full();

        table.Get("one more"u8).Text.ShouldBe("one more");
        table.All.Count().ShouldBe(TopicTable.MaxTopics);
        table.Get("0"u8).ShouldBeSameAs(table.GetByText("0"));
    }

    [Fact]
    public void GetByText_AboveTheBound_IsKeptSoThatEventsFindIt()
    {
        var table = Full();
        var asked = table.GetByText("asked");

        table.Get("asked"u8).ShouldBeSameAs(asked);
    }

    [Fact]
    public void Append_ValuesAboveTheBound_AreNeitherCountedNorHeld()
    {
        var delivered = new List<HubEvent>();
        var stream = new HubStream("home", new HubStreamOptions(HistoryEvents: 0), new FakeTime(), delivered.Add);
        var table = stream.Family("f");
        Fill(table);
        for (var round = 0; round < 3; round++)
        {
            stream.Append(table, "one more"u8, "changed"u8, "1"u8, Retention.Value);
        }

        table.Values.ShouldBe(0, "no snapshot can find them");
        delivered.ShouldAllBe(static hubEvent => hubEvent.IsReleased());
    }

    private static TopicTable Full()
    {
        var table = new TopicTable("home", "f", "");
        Fill(table);
        return table;
    }

    private static void Fill(TopicTable table)
    {
        for (var number = 0; number < TopicTable.MaxTopics; number++)
        {
            table.Get(Encoding.UTF8.GetBytes($"{number}"));
        }
    }
}
