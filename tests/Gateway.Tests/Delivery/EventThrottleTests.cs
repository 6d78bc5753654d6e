using System.Text;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

public sealed class EventThrottleTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly FakeTime _time = new();
    private readonly Topic _hall = new("home", "Entities", "entities/light.hall");
    private readonly Topic _door = new("home", "Entities", "entities/lock.door");
    private readonly ClientQueue _queue;
    private long _sequence;

    public EventThrottleTests() => _queue = new ClientQueue(new ClientOptions(), _time, new FakeRepair());

    [Fact]
    public void Offer_FirstOfATopic_GoesAtOnce()
    {
        Offer(_hall, "1");
        Offer(_door, "2");

        Taken().ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Offer_SeveralWithinTheInterval_NewestGoesWhenItIsOver()
    {
        Offer(_hall, "1");
        Offer(_hall, "2");
        Offer(_hall, "3");
        Taken().ShouldBe(["1"]);

        _time.Advance(Second);

        Taken().ShouldBe(["3"]);
        _time.Advance(TimeSpan.FromMinutes(1));
        Taken().ShouldBeEmpty();
    }

    [Fact]
    public void Offer_AfterAQuietInterval_GoesAtOnceAgain()
    {
        Offer(_hall, "1");
        _time.Advance(Second);
        Offer(_hall, "2");

        Taken().ShouldBe(["1", "2"]);
    }

    [Fact]
    public void Offer_WithoutEnd_PassesOnePerIntervalAndTheLastValue()
    {
        for (var i = 0; i <= 95; i++)
        {
            Offer(_hall, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _time.Advance(Second);
        var taken = Taken();
        taken.Count.ShouldBeInRange(10, 11);
        taken[^1].ShouldBe("95");
    }

    [Fact]
    public void Offer_HeldBack_KeepsTheOrderOfATopic()
    {
        Offer(_hall, "1");
        Offer(_door, "2");
        Offer(_door, "3");
        Offer(_hall, "4");
        _time.Advance(Second);

        Taken().ShouldBe(["1", "2", "3", "4"]);
    }

    [Fact]
    public void Offer_TwoValuesOfOneTopic_NeitherReplacesTheOther()
    {
        var table = NewTable();
        var device = table.Get("lamp"u8);
        var dim = table.SlotOf(device, "dim"u8, isValue: true);
        Offer(Event(device.Slot, "1"));
        Offer(Event(dim, "2"));
        Offer(Event(device.Slot, "3"));
        Offer(Event(dim, "4"));
        Taken().ShouldBe(["1"]);

        _time.Advance(Second);
        Taken().ShouldBe(["3", "4"], "together, in order");

        Offer(Event(dim, "5"));
        _time.Advance(Second);
        Taken().ShouldBeEmpty("two went, so the pause is two intervals long");
        _time.Advance(Second);
        Taken().ShouldBe(["5"]);
    }

    [Fact]
    public void Offer_AnotherValueOfATopicThatIsHeldBack_DoesNotOvertakeIt()
    {
        var table = NewTable();
        var device = table.Get("lamp"u8);
        var onoff = table.SlotOf(device, "onoff"u8, isValue: true);
        Offer(Event(onoff, "1"));
        Offer(Event(onoff, "2"));
        Offer(Event(table.SlotOf(device, "dim"u8, isValue: true), "3"));
        _time.Advance(Second);

        Taken().ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public void Offer_TopicIsGone_NothingOlderComesAfterwards()
    {
        var stream = new HubStream("home", new HubStreamOptions(), _time, hubEvent => _queue.Offer(hubEvent, Second));
        var table = stream.Family("f");
        Part("onoff", "1");
        Part("onoff", "2");
        Part("dim", "3");
        stream.Append(table, "lamp"u8, "delete"u8, "4"u8, Retention.Removed);
        _time.Advance(Second);
        Taken().ShouldBe(["1", "4"]);

        Part("onoff", "5");
        stream.Append(table, "lamp"u8, "delete"u8, "6"u8, Retention.Removed);
        Part("onoff", "7");
        _time.Advance(Second);
        Taken().ShouldBe(["6", "7"], "it is back");

        void Part(string part, string data) => stream.Append(
            table, new StreamEntry("lamp"u8, "capability"u8, Encoding.UTF8.GetBytes(data)) { Part = Encoding.UTF8.GetBytes(part), Retention = Retention.Value });
    }

    [Fact]
    public void Offer_OccurrencesBesideAValue_AreHeldBackTooAndTheNewestWins()
    {
        var stream = new HubStream("home", new HubStreamOptions(), _time, hubEvent => _queue.Offer(hubEvent, Second));
        var table = stream.Family("f");
        stream.Append(table, "switch"u8, "changed"u8, "1"u8, Retention.Value);
        foreach (var press in new[] { "2", "3", "4" })
        {
            stream.Append(table, new StreamEntry("switch"u8, "changed"u8, Encoding.UTF8.GetBytes(press)) { Part = "moment"u8 });
        }

        Taken().ShouldBe(["1"]);
        _time.Advance(Second);
        Taken().ShouldBe(["4"]);
    }

    [Fact]
    public void Offer_WithoutARateWhileSomethingIsHeldBack_ComesAfterIt()
    {
        Offer(_hall, "1");
        Offer(_hall, "2");
        Offer(_door, "3");
        var next = Event(_hall, "4");
        _queue.Offer(next);
        next.Release();
        _time.Advance(Second);

        Taken().ShouldBe(["1", "3", "2", "4"]);
    }

    [Fact]
    public void Offer_SoonerWanted_ComesSooner()
    {
        Offer(_hall, "1", TimeSpan.FromMinutes(1));
        Offer(_hall, "2", TimeSpan.FromMinutes(1));
        Offer(_hall, "3", Second);
        _time.Advance(Second);

        Taken().ShouldBe(["1", "3"]);
    }

    [Fact]
    public void Offer_ValuesThatCannotBeToldApart_AreBoundedAndNoneIsLost()
    {
        var numbers = Enumerable.Range(1, 1_000).Select(static number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var queue = new ClientQueue(new ClientOptions(QueueMessages: 2_000, QueueBytes: 1 << 20), _time, new FakeRepair());
        foreach (var number in numbers)
        {
            var next = Event(new ValueSlot(_hall), number);
            queue.Offer(next, Second);
            next.Release();
        }

        queue.Depth.ShouldBeGreaterThan(700);
        _time.Advance(Second * 1_000);
        Taken(queue).ShouldBe(numbers);
    }

    [Fact]
    public void Offer_PartialEventsReplaceEachOther_TheWholeValueIsSent()
    {
        var stream = new HubStream("home", new HubStreamOptions(), _time, hubEvent => _queue.Offer(hubEvent, Second));
        var table = stream.Family("f");
        foreach (var (part, whole) in new[] { ("1", "1"), ("2", "12"), ("3", "123") })
        {
            stream.Append(table, new StreamEntry("lamp"u8, "changed"u8, Encoding.UTF8.GetBytes(part)) { Retention = Retention.Value, Value = Encoding.UTF8.GetBytes(whole) });
        }

        Taken().ShouldBe(["1"]);
        _time.Advance(Second);

        Taken().ShouldBe(["123"]);
    }

    [Fact]
    public void Close_WhileSomethingIsHeldBack_ReleasesIt()
    {
        Offer(_hall, "1");
        var held = Event(_hall, "2");
        _queue.Offer(held, Second);
        held.Release();

        _queue.Close();

        // Its bytes are gone: nobody holds it any more.
        Should.Throw<ArgumentOutOfRangeException>(() => held.Record.Length);
        _time.Timers.ShouldBe(0);
    }

    [Fact]
    public void Offer_ManyTopicsHeldBack_AllArriveWithTheirLastValue()
    {
        var topics = Enumerable.Range(0, 200).Select(static number => new Topic("home", "Entities", $"entities/sensor.s{number}")).ToArray();
        List<string> taken = [];
        for (var round = 1; round <= 3; round++)
        {
            foreach (var topic in topics)
            {
                Offer(topic, round.ToString(System.Globalization.CultureInfo.InvariantCulture));
                _time.Advance(TimeSpan.FromMilliseconds(1));
                taken.AddRange(Taken());
            }
        }

        _time.Advance(TimeSpan.FromSeconds(3));
        taken.AddRange(Taken());
        taken.Count(static data => string.Equals(data, "3", StringComparison.Ordinal)).ShouldBe(200);
        _time.Timers.ShouldBe(0);
    }

    private TopicTable NewTable() => new HubStream("home", new HubStreamOptions(), _time, static _ => { }).Family("f");

    private void Offer(Topic topic, string data, TimeSpan? interval = null) => Offer(Event(topic, data), interval);

    private void Offer(HubEvent hubEvent, TimeSpan? interval = null)
    {
        _queue.Offer(hubEvent, interval ?? Second);
        hubEvent.Release();
    }

    private HubEvent Event(Topic topic, string data) => Event(topic.Slot, data);

    private HubEvent Event(ValueSlot slot, string data) =>
        HubEvent.Create(slot, "changed"u8, new Cursor("e", ++_sequence), _time.GetUtcNow(), Encoding.UTF8.GetBytes(data), default, isState: true);

    private List<string> Taken() => Taken(_queue);

    private static List<string> Taken(ClientQueue queue)
    {
        List<string> taken = [];
        while (queue.TryTake(out var outgoing))
        {
            using var json = System.Text.Json.JsonDocument.Parse(outgoing.Message.Payload);
            taken.Add(json.RootElement.GetProperty("data").GetRawText());
            outgoing.Message.Release();
        }

        return taken;
    }
}
