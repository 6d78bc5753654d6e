using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;
using Xunit.Abstractions;

namespace Gateway.Tests.Delivery;

/// <summary>
/// Two hundred clients over real sockets, four of them too slow: nobody waits for them, and what they get and are told to have
/// missed is exactly what was fired.
/// </summary>
public sealed class CrowdTests(ITestOutputHelper output)
{
    private const int Others = 196;
    private const int MostRounds = 600;

    /// <summary>Well below what may wait for one client, so that a busy machine makes none of the others slow.</summary>
    private const int PerRound = 120;

    /// <summary>Few, that change often; so some values must be conflated.</summary>
    private const int Restless = 10;

    /// <summary>More than may wait for one client; so some values must be dropped.</summary>
    private const int Calm = 300;

    private const string Occurrences = "probe";
    private const string States = "entities/*";

    /// <summary>Gives the slow ones time to be told of a gap within few events.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private static readonly string Pad = new('x', 200);

    private int _fired;

    [Fact]
    public async Task TwoHundredClients_FourTooSlow_OthersHaveAllInOrderAndTheGapsAddUp()
    {
        await using var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["Clients:StuckAfter"] = "00:05:00" });
        await host.UntilAsync("online");
        await using var crowd = new Crowd(host.Url);
        var others = await crowd.JoinAsync(Others, Occurrences, States);
        CrowdClient[] stalled = [await crowd.JoinLateAsync(Occurrences), await crowd.JoinLateAsync(States)];
        CrowdClient[] slow = [await crowd.JoinLateAsync(Occurrences), await crowd.JoinLateAsync(States)];
        CrowdClient[] late = [.. stalled, .. slow];
        foreach (var client in others)
        {
            client.Read();
        }

        foreach (var client in slow)
        {
            client.Read(1024, TimeSpan.FromMilliseconds(50));
        }

        // Each round is fired when all the others have had the one before, while the stalled ones have not taken a byte of any.
        using var pace = new PeriodicTimer(Pace, TimeProvider.System);
        for (var round = 1; !slow.All(IsToldOfAGap); round++)
        {
            round.ShouldBeLessThan(MostRounds, "the slow ones are told of a gap while events are fired");
            await pace.WaitForNextTickAsync();
            Fire(host, PerRound);
            await Eventually.TrueAsync(() => others.All(client => client.Count >= _fired), $"the others have had all {_fired} events");
            stalled.ShouldAllBe(static client => client.BytesTaken == 0);
        }

        foreach (var client in slow)
        {
            client.Hurry();
        }

        foreach (var client in stalled)
        {
            client.Read();
        }

        await UntilAsync(late, client => client.Accounted >= _fired / 2, "all is accounted for");
        Fire(host, 2);
        await UntilAsync(late, client => client.Accounted >= _fired / 2, "the last one has come");
        CrowdClient[] watching = [stalled[1], slow[1]];
        await UntilAsync(watching, client => Newest(client.Shown).SetEquals(Newest(Enumerable.Range(1, _fired))), "every entity is what it was last set to");
        await UntilAsync(others, client => client.Count >= _fired, "the last two");

        others.ShouldAllBe(client => client.Numbers.SequenceEqual(Enumerable.Range(1, _fired)));
        others.ShouldAllBe(static client => client.Accounted == client.Count);
        late.ShouldAllBe(client => client.Accounted == _fired / 2);
        foreach (var client in new[] { stalled[0], slow[0] })
        {
            client.Conflated.ShouldBe(0);
            client.Dropped.ShouldBeGreaterThan(0);
            client.Shown.SequenceEqual(client.Shown.Where(static number => !IsState(number)).Distinct().Order()).ShouldBeTrue("occurrences only, each once, in order");
        }

        foreach (var client in watching)
        {
            client.Conflated.ShouldBeGreaterThan(0);
            client.Numbers.ShouldAllBe(static number => IsState(number));
            client.Numbers.ShouldBeUnique();
            client.Shown.GroupBy(EntityOf).ShouldAllBe(static values => values.SequenceEqual(values.Order()));
        }

        stalled[1].Dropped.ShouldBeGreaterThan(0);
    }

    private static bool IsToldOfAGap(CrowdClient client) => client.Conflated + client.Dropped > 0;

    private async Task UntilAsync(IEnumerable<CrowdClient> clients, Func<CrowdClient, bool> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(() => clients.All(condition), what);
        }
        finally
        {
            foreach (var client in clients.Take(4))
            {
                output.WriteLine($"{what}: {client.Count} delivered, {client.Conflated} conflated, {client.Dropped} dropped of {_fired / 2}; {client.Shown.Count - client.Count} shown anew");
            }
        }
    }

    /// <summary>Occurrences and changes of state in turn.</summary>
    private void Fire(GatewayHost host, int count)
    {
        while (count-- > 0)
        {
            var number = _fired + 1;
            var data = new JsonObject { ["n"] = number, ["pad"] = Pad };
            if (IsState(number))
            {
                host.Home.SetState($"sensor.crowd_{EntityOf(number)}", "on", data);
            }
            else
            {
                host.Home.FireEvent(Occurrences, data);
            }

            _fired = number;
        }
    }

    private static bool IsState(int number) => number % 2 == 0;

    private static int EntityOf(int number) => number % 4 == 0 ? number / 4 % Restless : Restless + (number / 4 % Calm);

    /// <summary>The last number that each entity was set to.</summary>
    private static HashSet<int> Newest(IEnumerable<int> numbers) =>
        [.. numbers.Where(IsState).GroupBy(EntityOf).Select(static values => values.Last())];
}
