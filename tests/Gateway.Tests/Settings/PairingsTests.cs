using Gateway.Configuration;
using Gateway.Settings;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Settings;

public sealed class PairingsTests
{
    private const string Place = "http://192.168.1.202";

    private readonly FakeTime _time = new();

    [Fact]
    public void Find_WithinTenMinutesAndForItsPlace_Answers()
    {
        var pairings = new Pairings(_time);
        var name = pairings.Keep(Place, new Secret("key"));
        _time.Advance(Pairings.Lifetime - TimeSpan.FromSeconds(1));

        pairings.Find(name, Place)!.Reveal().ShouldBe("key");
        pairings.Find(name, "http://192.168.1.203").ShouldBeNull();
        pairings.Find(name + "x", Place).ShouldBeNull();

        _time.Advance(TimeSpan.FromSeconds(1));
        pairings.Find(name, Place).ShouldBeNull();
    }

    [Fact]
    public void Keep_ManyOfThem_TheOldestGoes()
    {
        var pairings = new Pairings(_time);
        var names = Enumerable.Range(0, 33).Select(number => pairings.Keep(Place, new Secret($"key {number}"))).ToArray();

        names.Distinct(StringComparer.Ordinal).Count().ShouldBe(33);
        pairings.Find(names[0], Place).ShouldBeNull();
        pairings.Find(names[1], Place)!.Reveal().ShouldBe("key 1");
    }
}
