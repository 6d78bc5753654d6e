using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>What a client that is too slow gets: of each value the newest, of occurrences the newest, a count of what it missed, and its state anew.</summary>
public sealed class ConflationTests
{
    private readonly FakeTime _time = new();
    private readonly FakeRepair _repair = new();
    private readonly Dictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly ClientQueue _queue;
    private long _sequence;

    public ConflationTests() => _queue = new ClientQueue(new ClientOptions(QueueMessages: 16, QueueBytes: 1 << 20), _time, _repair);

    [Fact]
    public void Offer_UpToTheBound_KeepsEveryEvent()
    {
        for (var number = 1; number <= 16; number++)
        {
            State("lamp", $"{number}");
        }

        TakeAll().ShouldBe(Enumerable.Range(1, 16).Select(static number => $"lamp={number}"));
        _queue.Conflated.ShouldBe(0);
    }

    [Fact]
    public void Offer_AboveTheBound_KeepsTheNewestOfEachValueWhereItsOldestStood()
    {
        State("lamp", "1");
        State("door", "1");
        for (var number = 2; number <= 20; number++)
        {
            State("lamp", $"{number}");
        }

        State("heat", "1");
        State("door", "2");

        TakeAll().ShouldBe(["gap home 20/0", "lamp=20", "door=2", "heat=1"]);
        _repair.Asked.ShouldBeEmpty("nothing was lost");
    }

    [Fact]
    public void Offer_OccurrencesAmongValues_AreKeptWhileThereIsRoom()
    {
        for (var number = 1; number <= 15; number++)
        {
            State("lamp", $"{number}");
            Occurrence($"{number}");
        }

        TakeAll().ShouldBe(["gap home 14/0", "lamp=15", .. Enumerable.Range(1, 15).Select(static number => $"ring={number}")]);
    }

    [Fact]
    public void Offer_TooManyOccurrences_DropsTheOldestOfThemAndNoValue()
    {
        State("lamp", "1");
        for (var number = 1; number <= 20; number++)
        {
            Occurrence($"{number}");
        }

        State("lamp", "2");

        RunDeferred();
        TakeAll().ShouldBe(["gap home 1/5", "lamp=2", .. Enumerable.Range(6, 15).Select(static number => $"ring={number}")]);
        _repair.Asked.ShouldHaveSingleItem().Topics.ShouldBe(["ring"]);
    }

    [Fact]
    public void Offer_MoreValuesThanTheBound_DropsTheOldestAndHasThemMadeGood()
    {
        for (var number = 1; number <= 20; number++)
        {
            State($"lamp{number:00}", "1");
        }

        RunDeferred();
        TakeAll().ShouldBe(["gap home 0/4", .. Enumerable.Range(5, 16).Select(static number => $"lamp{number:00}=1")]);
        _repair.Asked.ShouldHaveSingleItem().Topics.ShouldBe(["lamp01", "lamp02", "lamp03", "lamp04"]);
    }

    [Fact]
    public void Offer_LossesOnTooManyTopicsToName_HaveEverythingMadeGood()
    {
        for (var number = 1; number <= 2_000; number++)
        {
            State($"lamp{number}", "1");
        }

        RunDeferred();
        _repair.Asked.ShouldHaveSingleItem().ShouldBe(("home", null));
    }

    [Fact]
    public void Offer_NoticeOrSnapshotBetween_IsNotOvertaken()
    {
        State("lamp", "1");
        var notice = Messages.Notice();
        _queue.Offer(notice);
        notice.Release();
        for (var number = 2; number <= 10; number++)
        {
            State("lamp", $"{number}");
        }

        _queue.Offer(new EventBatch([Create("lamp", "10", isState: true)], isSnapshot: true, Messages.Notice()));
        for (var number = 11; number <= 30; number++)
        {
            State("lamp", $"{number}");
        }

        var taken = new List<string>();
        while (_queue.TryTake(out var outgoing))
        {
            taken.Add(outgoing.Message is HubEvent ? $"{JsonNode.Parse(outgoing.Message.Payload.Span)!["data"]}{(outgoing.AsSnapshot ? " snapshot" : "")}" : outgoing.Message.Target.Name);
            outgoing.Message.Release();
        }

        taken.ShouldBe(["gap", "1", "topic", "10", "10 snapshot", "topic", "30"]);
    }

    [Fact]
    public void Offer_PartOfAValue_IsReplacedByTheWholeOfIt()
    {
        Part("lamp", part: """{"on":true}""", whole: """{"on":true,"bri":1}""");
        for (var number = 1; number <= 15; number++)
        {
            Occurrence($"{number}");
        }

        Part("lamp", part: """{"bri":2}""", whole: """{"on":true,"bri":2}""");

        TakeAll().Where(static text => text.StartsWith("lamp", StringComparison.Ordinal)).ShouldBe(["""lamp={"on":true,"bri":2}"""]);
    }

    [Fact]
    public void TryTake_ClientCatchesUp_GetsEveryEventAgain()
    {
        for (var number = 1; number <= 30; number++)
        {
            State("lamp", $"{number}");
        }

        TakeAll();
        State("lamp", "31");
        State("lamp", "32");

        TakeAll().ShouldBe(["lamp=31", "lamp=32"]);
    }

    [Fact]
    public void TryTake_ValueThatStandsBeforeOlderEvents_IsNoPlaceToResumeFrom()
    {
        State("lamp", "1");
        State("door", "1");
        for (var number = 2; number <= 20; number++)
        {
            State("lamp", $"{number}");
        }

        var resumable = new List<string>();
        while (_queue.TryTake(out var outgoing))
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
            Occurrence($"{number}");
        }

        TakeResumable().ShouldAllBe(static isResumable => !isResumable);
        RunDeferred();
        Occurrence("21");
        TakeResumable().ShouldBe([true]);
    }

    [Fact]
    public void TryTake_TopicsExpected_CountFromTheMomentTheyAreAllWhole()
    {
        _queue.Expect(["a", "b"]);
        Occurrence("1");
        _queue.Offer(new EventBatch([], isSnapshot: true, Messages.Notice()) { Topics = ["a"] });
        Occurrence("2");
        TakeResumable().ShouldBe([false, false, false]);

        _queue.Offer(new EventBatch([Messages.Event(7)], isSnapshot: true, Messages.Notice()) { Topics = ["b"] });
        Occurrence("3");
        TakeResumable().ShouldBe([false, true, true]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Offer_AnyCourse_AddsUpExactlyAndEndsWithTheNewestOfEachValue(int run)
    {
        var seed = (run * 7919) + Environment.TickCount;
        var random = new Random(seed);
        for (var course = 0; course < 100; course++)
        {
            RunCourse(random, $"seed {seed}, course {course}");
        }
    }

    private void RunCourse(Random random, string seed)
    {
        var newest = new Dictionary<string, string>(StringComparer.Ordinal);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = _repair.Asked.Count;
        var (offered, delivered, missed, lastRing) = (0, 0, 0, 0);
        for (var step = 0; step < 400; step++)
        {
            if (random.Next(40) == 0)
            {
                Take(random.Next(40));
            }
            else if (random.Next(3) == 0)
            {
                offered++;
                Occurrence($"{step + 1}");
            }
            else
            {
                offered++;
                var topic = $"lamp{random.Next(24)}";
                State(topic, newest[topic] = $"{step + 1}");
            }
        }

        Take(int.MaxValue);
        RunDeferred();
        (delivered + missed).ShouldBe(offered, seed);
        var lost = _repair.Asked.Skip(asked).SelectMany(static repair => repair.Topics!).ToHashSet(StringComparer.Ordinal);
        foreach (var (topic, value) in newest)
        {
            (string.Equals(shown.GetValueOrDefault(topic), value, StringComparison.Ordinal) || lost.Contains(topic)).ShouldBeTrue($"{seed}: {topic} should be {value}");
        }

        void Take(int count)
        {
            for (; count > 0 && TryTake() is { } text; count--)
            {
                if (text.StartsWith("gap", StringComparison.Ordinal))
                {
                    missed += text.Split(' ')[2].Split('/').Sum(Number);
                    continue;
                }

                delivered++;
                var parts = text.Split('=');
                if (string.Equals(parts[0], "ring", StringComparison.Ordinal))
                {
                    Number(parts[1]).ShouldBeGreaterThan(lastRing, seed);
                    lastRing = Number(parts[1]);
                }
                else
                {
                    Number(parts[1]).ShouldBeGreaterThan(Number(shown.GetValueOrDefault(parts[0], "0")), seed);
                    shown[parts[0]] = parts[1];
                }
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private void State(string topic, string data) => Offer(Create(topic, data, isState: true));

    private void Occurrence(string data) => Offer(Create("ring", data, isState: false));

    private void Part(string topic, string part, string whole)
    {
        var told = Create(topic, part, isState: true);
        _sequence--;
        var value = Create(topic, whole, isState: true);
        told.TellsPartOf(value);
        value.Release();
        Offer(told);
    }

    private HubEvent Create(string topic, string data, bool isState)
    {
        if (!_topics.TryGetValue(topic, out var found))
        {
            _topics.Add(topic, found = new Topic("home", "family", topic));
        }

        return HubEvent.Create(found.Slot, "changed"u8, new Cursor("e", ++_sequence), _time.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes(data), default, isState);
    }

    private void Offer(HubEvent hubEvent)
    {
        _queue.Offer(hubEvent);
        hubEvent.Release();
    }

    private void RunDeferred()
    {
        while (_queue.TryRunDeferred())
        {
        }
    }

    private List<bool> TakeResumable()
    {
        var taken = new List<bool>();
        while (_queue.TryTake(out var outgoing))
        {
            if (outgoing.Message.Target != MessageTarget.Gap)
            {
                taken.Add(outgoing.IsResumable);
            }

            outgoing.Message.Release();
        }

        return taken;
    }

    private List<string> TakeAll()
    {
        var taken = new List<string>();
        while (TryTake() is { } text)
        {
            taken.Add(text);
        }

        return taken;
    }

    private string? TryTake()
    {
        if (!_queue.TryTake(out var outgoing))
        {
            return null;
        }

        var json = JsonNode.Parse(outgoing.Message.Payload.Span)!;
        var text = outgoing.Message.Target == MessageTarget.Gap
            ? $"gap {json["hub"]} {json["conflated"]}/{json["dropped"]}"
            : $"{json["topic"]}={json["data"]!.ToJsonString()}";
        outgoing.Message.Release();
        return text;
    }
}
