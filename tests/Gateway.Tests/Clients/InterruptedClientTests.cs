using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Clients;

/// <summary>Two real clients on the same topics, one of them cut off while the hub goes on: afterwards both have had the same.</summary>
public sealed class InterruptedClientTests
{
    private const int PerTick = 10;
    private const int Before = 100;
    private const int Away = 600;
    private const int After = 200;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private volatile int _fired;

    [Theory]
    [InlineData("SignalR", "Direct", "entities/*", "probe")]
    [InlineData("SignalR", "Stock", "*")]
    [InlineData("curl", "Direct", "entities/*", "probe")]
    [InlineData("curl", "Direct", "*")]
    public async Task Client_CutForThreeSecondsOfTwoHundredEventsEach_HasHadTheSameAsTheOther(string face, string transport, params string[] topics)
    {
        await using var host = await OnlineAsync(transport);
        await using var whole = Follower.Start(face, host.Url, topics);
        await using var cut = Follower.Start(face, host.Url, topics);
        await Task.WhenAll(whole.LiveAsync(), cut.LiveAsync());

        var firing = FireAsync(host, Before + Away + After);
        await Eventually.TrueAsync(() => _fired >= Before, "events before the cut");
        await cut.CutAsync();
        var gone = _fired;
        await Eventually.TrueAsync(() => _fired >= gone + Away, "events while it is away");
        var missed = _fired - gone;
        await cut.BackAsync();
        await firing;
        await cut.LiveAsync(attempt: 2);
        await Task.WhenAll(UntilAllAsync(whole), UntilAllAsync(cut));

        whole.Events.Select(static told => told.Number()).ShouldBe(Enumerable.Range(1, _fired).Select(static number => (int?)number));
        cut.TextsByCursor().ShouldBe(whole.TextsByCursor());
        foreach (var topic in topics)
        {
            cut.TextsOf(topic).ShouldBe(whole.TextsOf(topic));
        }

        cut.Recovered(attempt: 2).ShouldBe(topics.Select(static _ => (bool?)true));
        cut.Log.Where(static told => told.Attempt == 2).ShouldNotContain(static told => told.IsSnapshot);
        cut.Events.Count(static told => told.Attempt == 2).ShouldBeGreaterThanOrEqualTo(missed);
        cut.Log.Concat(whole.Log).ShouldNotContain(static told => told.Type == "gap");
        whole.Log.ShouldAllBe(static told => told.Attempt <= 1);
    }

    /// <summary>Many of the cuts come before the replay after the one before has ended: then the next begins where that one did.</summary>
    [Theory]
    [InlineData("SignalR")]
    [InlineData("curl")]
    public async Task Client_CutAgainAndAgain_HasMissedNothing(string face)
    {
        const int events = 1_000, away = 20;
        string[] topics = ["entities/*", "probe"];
        await using var host = await OnlineAsync("Direct");
        await using var whole = Follower.Start(face, host.Url, topics);
        await using var cut = Follower.Start(face, host.Url, topics);
        await Task.WhenAll(whole.LiveAsync(), cut.LiveAsync());

        var firing = FireAsync(host, events);
        for (var there = 10; _fired < events - 100; there = (there + 37) % 60)
        {
            var from = _fired;
            await Eventually.TrueAsync(() => _fired >= from + there, "events before the cut");
            await cut.CutAsync();
            await Eventually.TrueAsync(() => _fired >= from + there + away, "events while it is away");
            await cut.BackAsync();
        }

        await firing;
        await whole.UntilAsync(_ => whole.Events.Count == events, "all events");
        await cut.UntilAsync(_ => cut.TextsByCursor().Distinct(StringComparer.Ordinal).Count() == events, "all events");

        whole.Events.Select(static told => told.Number()).ShouldBe(Enumerable.Range(1, events).Select(static number => (int?)number));
        cut.TextsByCursor().Distinct(StringComparer.Ordinal).ShouldBe(whole.TextsByCursor());
        cut.Log[^1].Attempt.ShouldBeGreaterThan(5);
        cut.Log.Where(static told => told.Attempt > 1 && told.IsLive).ShouldAllBe(static told => told.Recovered == true);
        cut.Events.GroupBy(static told => told.Attempt).ShouldAllBe(static part => part.Select(static told => told.Text).Distinct(StringComparer.Ordinal).Count() == part.Count());
    }

    private static async Task<GatewayHost> OnlineAsync(string transport)
    {
        // Nobody here is to be too slow, however busy the machine.
        var host = await GatewayHost.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Clients:Transport"] = transport,
            ["Clients:QueueMessages"] = "10000",
            ["Clients:QueueBytes"] = "100000000",
        });
        await host.UntilAsync("online");
        return host;
    }

    private Task UntilAllAsync(Follower follower) =>
        follower.UntilAsync(log => log.Any(told => told.Number() == _fired), $"event {_fired}");

    /// <summary>Every other one is a change of a light, in turn.</summary>
    private async Task FireAsync(GatewayHost host, int count)
    {
        string[] lights = ["light.hall", "light.kitchen", "light.bedroom"];
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        for (var number = 1; number <= count; number++)
        {
            if (number % PerTick == 0)
            {
                await timer.WaitForNextTickAsync();
            }

            if (number % 2 == 0)
            {
                host.Home.FireEvent("probe", new JsonObject { ["n"] = number });
            }
            else
            {
                host.Home.SetState(lights[number % lights.Length], "on", new JsonObject { ["n"] = number });
            }

            _fired = number;
        }
    }
}
