using System.Text;
using System.Text.Json.Nodes;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Delivery;

/// <summary>What a client that is too slow gets: of each value the newest, of occurrences the newest, a count of what it missed, and its state anew.</summary>
public sealed class ConflationTests
{
    private readonly CrowdedQueue _house = new();

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void Offer_TopicIsGoneAgainWhileItsPartsWait_IsToldLast(int others)
    {
        var stream = new HubStream("home", new HubStreamOptions(), TimeProvider.System, hubEvent => _house.Queue.Offer(hubEvent));
        var table = stream.Family("f");
        Crowd(20 - others);
        Delete("1");
        stream.Append(table, new StreamEntry("lamp"u8, "capability"u8, "2"u8) { Part = "onoff"u8, Retention = Retention.Value });
        Delete("3");
        Crowd(others);

        _house.TakeAll().Where(static text => text.StartsWith("lamp", StringComparison.Ordinal)).ShouldBe(["lamp=1", "lamp=2", "lamp=3"]);

        void Delete(string data) => stream.Append(table, "lamp"u8, "delete"u8, Encoding.UTF8.GetBytes(data), Retention.Removed);

        void Crowd(int events)
        {
            for (; events > 0; events--)
            {
                _house.State("door", "1");
            }
        }
    }

    [Fact]
    public void Offer_UpToTheBound_KeepsEveryEvent()
    {
        for (var number = 1; number <= 16; number++)
        {
            _house.State("lamp", $"{number}");
        }

        _house.TakeAll().ShouldBe(Enumerable.Range(1, 16).Select(static number => $"lamp={number}"));
        _house.Queue.Conflated.ShouldBe(0);
    }

    [Fact]
    public void Offer_AboveTheBound_KeepsTheNewestOfEachValueWhereItsOldestStood()
    {
        _house.State("lamp", "1");
        _house.State("door", "1");
        for (var number = 2; number <= 20; number++)
        {
            _house.State("lamp", $"{number}");
        }

        _house.State("heat", "1");
        _house.State("door", "2");

        _house.TakeAll().ShouldBe(["gap home 20/0", "lamp=20", "door=2", "heat=1"]);
        _house.Repairs.Asked.ShouldBeEmpty("nothing was lost");
    }

    [Fact]
    public void Offer_OccurrencesAmongValues_AreKeptWhileThereIsRoom()
    {
        for (var number = 1; number <= 15; number++)
        {
            _house.State("lamp", $"{number}");
            _house.Occurrence($"{number}");
        }

        _house.TakeAll().ShouldBe(["gap home 14/0", "lamp=15", .. Enumerable.Range(1, 15).Select(static number => $"ring={number}")]);
    }

    [Fact]
    public void Offer_TooManyOccurrences_DropsTheOldestOfThemAndNoValue()
    {
        _house.State("lamp", "1");
        for (var number = 1; number <= 20; number++)
        {
            _house.Occurrence($"{number}");
        }

        _house.State("lamp", "2");

        _house.RunDeferred();
        _house.TakeAll().ShouldBe(["gap home 1/5", "lamp=2", .. Enumerable.Range(6, 15).Select(static number => $"ring={number}")]);
        _house.Repairs.Asked.ShouldHaveSingleItem().Topics.ShouldBe(["ring"]);
    }

    [Fact]
    public void Offer_MoreValuesThanTheBound_DropsTheOldestAndHasThemMadeGood()
    {
        for (var number = 1; number <= 20; number++)
        {
            _house.State($"lamp{number:00}", "1");
        }

        _house.RunDeferred();
        _house.TakeAll().ShouldBe(["gap home 0/4", .. Enumerable.Range(5, 16).Select(static number => $"lamp{number:00}=1")]);
        _house.Repairs.Asked.ShouldHaveSingleItem().Topics.ShouldBe(["lamp01", "lamp02", "lamp03", "lamp04"]);
    }

    [Fact]
    public void Offer_LossesOnTooManyTopicsToName_HaveEverythingMadeGood()
    {
        for (var number = 1; number <= 2_000; number++)
        {
            _house.State($"lamp{number}", "1");
        }

        _house.RunDeferred();
        _house.Repairs.Asked.ShouldHaveSingleItem().ShouldBe(("home", null));
    }

    [Fact]
    public void Offer_NoticeOrSnapshotBetween_IsNotOvertaken()
    {
        _house.State("lamp", "1");
        var notice = Messages.Notice();
        _house.Queue.Offer(notice);
        notice.Release();
        for (var number = 2; number <= 10; number++)
        {
            _house.State("lamp", $"{number}");
        }

        _house.Queue.Offer(new EventBatch([_house.Create("lamp", "10", isState: true)], isSnapshot: true, Messages.Notice()));
        for (var number = 11; number <= 30; number++)
        {
            _house.State("lamp", $"{number}");
        }

        var taken = new List<string>();
        while (_house.Queue.TryTake(out var outgoing))
        {
            taken.Add(outgoing.Message is HubEvent ? $"{JsonNode.Parse(outgoing.Message.Payload.Span)!["data"]}{(outgoing.AsSnapshot ? " snapshot" : "")}" : outgoing.Message.Target.Name);
            outgoing.Message.Release();
        }

        taken.ShouldBe(["gap", "1", "topic", "10", "10 snapshot", "topic", "30"]);
    }

    [Fact]
    public void Offer_PartOfAValue_IsReplacedByTheWholeOfIt()
    {
        _house.Part("lamp", part: """{"on":true}""", whole: """{"on":true,"bri":1}""");
        for (var number = 1; number <= 15; number++)
        {
            _house.Occurrence($"{number}");
        }

        _house.Part("lamp", part: """{"bri":2}""", whole: """{"on":true,"bri":2}""");

        _house.TakeAll().Where(static text => text.StartsWith("lamp", StringComparison.Ordinal)).ShouldBe(["""lamp={"on":true,"bri":2}"""]);
    }

    [Fact]
    public void TryTake_ClientCatchesUp_GetsEveryEventAgain()
    {
        for (var number = 1; number <= 30; number++)
        {
            _house.State("lamp", $"{number}");
        }

        _house.TakeAll();
        _house.State("lamp", "31");
        _house.State("lamp", "32");

        _house.TakeAll().ShouldBe(["lamp=31", "lamp=32"]);
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
        var asked = _house.Repairs.Asked.Count;
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
                _house.Occurrence($"{step + 1}");
            }
            else
            {
                offered++;
                var topic = $"lamp{random.Next(24)}";
                _house.State(topic, newest[topic] = $"{step + 1}");
            }
        }

        Take(int.MaxValue);
        _house.RunDeferred();
        (delivered + missed).ShouldBe(offered, seed);
        var lost = _house.Repairs.Asked.Skip(asked).SelectMany(static repair => repair.Topics!).ToHashSet(StringComparer.Ordinal);
        foreach (var (topic, value) in newest)
        {
            (string.Equals(shown.GetValueOrDefault(topic), value, StringComparison.Ordinal) || lost.Contains(topic)).ShouldBeTrue($"{seed}: {topic} should be {value}");
        }

        void Take(int count)
        {
            for (; count > 0 && _house.TryTake() is { } text; count--)
            {
                if (text.StartsWith("gap", StringComparison.Ordinal))
                {
                    missed += text.Split(' ')[2].Split('/').Sum(CrowdedQueue.Number);
                    continue;
                }

                delivered++;
                var parts = text.Split('=');
                if (string.Equals(parts[0], "ring", StringComparison.Ordinal))
                {
                    CrowdedQueue.Number(parts[1]).ShouldBeGreaterThan(lastRing, seed);
                    lastRing = CrowdedQueue.Number(parts[1]);
                }
                else
                {
                    CrowdedQueue.Number(parts[1]).ShouldBeGreaterThan(CrowdedQueue.Number(shown.GetValueOrDefault(parts[0], "0")), seed);
                    shown[parts[0]] = parts[1];
                }
            }
        }
    }
}
