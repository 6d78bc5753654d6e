using System.Net;
using Gateway.Access;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

public sealed class LimitTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();

    [Fact]
    public void WrongKeys_TenAMinute_ThenHowLongToWait()
    {
        var wrong = new WrongKeys(_time);
        var address = IPAddress.Parse("2001:db8::1");
        for (var count = 0; count < 10; count++)
        {
            wrong.Add(address).ShouldBeNull();
        }

        _time.Advance(TimeSpan.FromSeconds(20));
        wrong.Add(IPAddress.Parse("2001:db8::ffff")).ShouldBe(TimeSpan.FromSeconds(40));
        wrong.Add(IPAddress.Parse("2001:db8:0:1::1")).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(40));
        wrong.Add(address).ShouldBeNull();
    }

    [Fact]
    public void WindowCounts_RandomCounts_AreThoseOfTheModel()
    {
        var random = new Random(3);
        var counts = new WindowCounts(Minute, 1000, _time);
        var model = new Dictionary<string, (DateTimeOffset Since, int Count)>(StringComparer.Ordinal);
        var (given, ended) = (0, 0);
        for (var step = 0; step < 5000; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
            var name = $"n{random.Next(20)}";
            var now = _time.GetUtcNow();
            var entry = model.TryGetValue(name, out var known) && now - known.Since < Minute ? known : (Since: now, Count: 0);
            model[name] = (entry.Since, entry.Count + 1);
            counts.Add(name).ShouldBe((entry.Count + 1, Minute - (now - entry.Since)));
            given++;
            if (random.Next(10) == 0)
            {
                ended += counts.TakeEnded().Sum(static row => row.Count);
            }
        }

        _time.Advance(Minute);
        (ended + counts.TakeEnded().Sum(static row => row.Count)).ShouldBe(given);
    }

    [Fact]
    public void WindowCounts_MoreNamesThanItTellsApart_ShareOneCount()
    {
        var counts = new WindowCounts(Minute, 10, _time);
        for (var name = 0; name < 10; name++)
        {
            counts.Add($"n{name}").Count.ShouldBe(1);
        }

        counts.Add("a").Count.ShouldBe(1);
        counts.Add("b").Count.ShouldBe(2);
        counts.Add("n3").Count.ShouldBe(2);
        _time.Advance(Minute);
        counts.Add("a").Count.ShouldBe(1);
        counts.Add("b").Count.ShouldBe(1);
    }

    [Fact]
    public void ConnectionCounts_PlacesGivenBackTwice_AreGivenBackOnce()
    {
        var counts = new ConnectionCounts(new AccessOptions(false, []) { ConnectionsPerAddress = 2, ConnectionsPerKey = 3 });
        var (here, there) = (IPAddress.Loopback, IPAddress.Parse("203.0.113.7"));
        var key = new AccessKey("a", KeySecret.Hash("a"), [Scope.Admin]);
        var first = counts.TryTake(there, key: null, out _)!;
        counts.TryTake(there, key, out _).ShouldNotBeNull();
        counts.TryTake(there, key: null, out var refusal).ShouldBeNull();
        refusal.ShouldContain("ConnectionsPerAddress");

        first.Dispose();
        first.Dispose();

        counts.TryTake(there, key, out _).ShouldNotBeNull();
        counts.TryTake(there, key: null, out _).ShouldBeNull();
        counts.TryTake(here, key, out _).ShouldNotBeNull();
        counts.TryTake(here, key, out refusal).ShouldBeNull();
        refusal.ShouldContain("ConnectionsPerKey");
        for (var more = 0; more < 5000; more++)
        {
            counts.TryTake(here, key: null, out _).ShouldNotBeNull();
        }
    }

    [Fact]
    public void KeyConnections_KeyThatExpires_ClosesItsOwnOnceAndNoOther()
    {
        var expiring = new AccessKey("expiring", KeySecret.Hash("a"), [Scope.Admin], expires: _time.GetUtcNow() + Minute);
        var lasting = new AccessKey("lasting", KeySecret.Hash("b"), [Scope.Admin]);
        var connections = new KeyConnections(new KeyStore([expiring, lasting], allowAnonymous: false), _time);
        var closed = new List<string>();
        connections.Register(expiring.Caller, () => closed.Add("one"));
        connections.Register(lasting.Caller, () => closed.Add("two"));
        connections.Register(expiring.Caller, () => closed.Add("three")).Dispose();

        connections.Check().ShouldBe(0);
        _time.Advance(Minute);

        connections.Check().ShouldBe(1);
        connections.Check().ShouldBe(0);
        closed.ShouldBe(["one"]);
        connections.Count.ShouldBe(1);
    }

    [Fact]
    public void KeyStore_Replace_TellsWhatChangedAndKeepsWhatDidNot()
    {
        var (one, two, three) = (Key("one", "1"), Key("two", "2"), Key("three", "3"));
        var store = new KeyStore([one, two], allowAnonymous: false);

        store.Replace([Key("one", "1"), Key("two", "22"), three]).ShouldBe([new KeyChange("two", "changed"), new KeyChange("three", "added")]);
        store.FindVersion(one.Version).ShouldBeSameAs(one);
        store.IsStillIn(one.Caller, _time.GetUtcNow()).ShouldBeTrue();
        store.IsStillIn(two.Caller, _time.GetUtcNow()).ShouldBeFalse();
        store.Replace([]).Select(static change => change.What).ShouldBe(["removed", "removed", "removed"]);
        store.IsKeyNeeded.ShouldBeTrue();
        store.IsStillIn(Caller.Everyone, _time.GetUtcNow()).ShouldBeFalse();
    }

    [Fact]
    public void KeyStore_Find_OnlyTheWholeKey()
    {
        var secret = KeySecret.Create();
        var key = new AccessKey("a", KeySecret.Hash(secret), [Scope.Admin]);
        var store = new KeyStore([Key("x", "1"), key, Key("y", "2")], allowAnonymous: false);

        store.Find(secret).ShouldBeSameAs(key);
        store.Find(secret[..^1] + (secret[^1] == 'A' ? 'E' : 'A')).ShouldBeNull();
        store.Find(secret + "=").ShouldBeNull();
        store.Find(secret.ToUpperInvariant()).ShouldBeNull();
        store.Find(" " + secret).ShouldBeNull();
        store.Find(KeySecret.Create()).ShouldBeNull();
        store.Find("").ShouldBeNull();
    }

    private static AccessKey Key(string name, string secret) => new(name, KeySecret.Hash(secret), [Scope.Admin]);
}
