using Gateway.Delivery;

namespace Gateway.Tests.Delivery;

/// <summary>A burst is faster than any client: who keeps up must not lose anything by it, and who does not must not hold it for long.</summary>
public sealed class BurstTests
{
    private static readonly TimeSpan BurstFor = TimeSpan.FromMilliseconds(250);
    private readonly CrowdedQueue _house = new(BurstFor);

    [Fact]
    public void Offer_ABurstAboveTheBound_KeepsEveryEventInOrder()
    {
        var all = Enumerable.Range(1, 16 * ClientOptions.BurstTimes).ToArray();
        foreach (var number in all)
        {
            Tell(number);
        }

        _house.TakeAll().ShouldBe(all.Select(Text));
    }

    [Fact]
    public void Offer_ABurstAboveItsOwnBound_LosesTheOldest()
    {
        for (var number = 1; number <= (16 * ClientOptions.BurstTimes) + 3; number++)
        {
            _house.Occurrence($"{number}");
        }

        var taken = _house.TakeAll();
        taken[0].ShouldBe("gap home 0/3");
        taken[1].ShouldBe("ring=4");
        taken.Count.ShouldBe(1 + (16 * ClientOptions.BurstTimes));
    }

    [Fact]
    public void Offer_TheBurstIsOverAndTheClientDidNotTakeIt_LeavesWhatMayWait()
    {
        for (var number = 1; number <= 200; number++)
        {
            Tell(number);
        }

        _house.Pass(BurstFor);
        _house.Occurrence("201");

        // Of a hundred values the newest, of a hundred and one occurrences the newest fifteen.
        var taken = _house.TakeAll();
        taken[0].ShouldBe("gap home 99/86");
        taken.Skip(1).ShouldBe(["lamp=200", .. Enumerable.Range(86, 14).Select(static half => $"ring={(half * 2) + 1}"), "ring=201"], ignoreOrder: true);
    }

    [Fact]
    public void Offer_TheClientTookTheBurst_MayHaveAnotherOne()
    {
        for (var round = 0; round < 3; round++)
        {
            for (var number = 1; number <= 100; number++)
            {
                Tell(number);
            }

            _house.TakeAll().Count.ShouldBe(100);
            _house.Pass(BurstFor);
        }

        (_house.Queue.Dropped + _house.Queue.Conflated).ShouldBe(0);
    }

    [Fact]
    public void Offer_ToAClientThatTakesNothing_IsBoundedAsBefore()
    {
        Tell(1);
        for (var number = 2; number <= 5_000; number++)
        {
            _house.Pass(TimeSpan.FromMilliseconds(1));
            Tell(number);
            _house.Queue.Depth.ShouldBeLessThanOrEqualTo(number < 300 ? 16 * ClientOptions.BurstTimes : 16);
        }

        _house.TakeAll().Count.ShouldBe(17);
        (_house.Queue.Dropped + _house.Queue.Conflated).ShouldBe(5_000 - 16);
    }

    private void Tell(int number)
    {
        if (number % 2 == 0)
        {
            _house.State("lamp", $"{number}");
        }
        else
        {
            _house.Occurrence($"{number}");
        }
    }

    private static string Text(int number) => number % 2 == 0 ? $"lamp={number}" : $"ring={number}";
}
