using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

/// <summary>A hub that says yes to one key and takes it back while its session goes on.</summary>
public sealed class TakenBackTests
{
    [Fact]
    public void Live_TakenBackForOneKey_FailsThatKeyAloneAndAsksAgainOnItsOwnClock()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        using var end = new CancellationTokenSource();
        hub.Subscribe(client, "tick", "tock");
        hub.Answer("tick", WatchOutcome.LiveUntil(end.Token, "thrown out"));
        hub.Answer("tock", WatchOutcome.Live);

        hub.Do(end.Cancel);

        hub.Rows.ShouldBe(["tick=Failed*1", "tock=Live*1"], ignoreOrder: true);
        hub.Watch.Asking.ShouldBeEmpty();
        hub.Advance(TimeSpan.FromSeconds(1));
        hub.Watch.Asking.ShouldBe(["tick"]);
        hub.Answer("tick", WatchOutcome.Live);
        client.Heard.ShouldBe(["tick live", "tock live", "tick failed: thrown out", "tick live"]);
    }

    [Fact]
    public void Live_TakenBackEachTimeAtOnce_IsAskedEverLater()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        using var end = new CancellationTokenSource();
        end.Cancel();
        hub.Subscribe(hub.Client(), "tick");
        hub.Answer("tick", WatchOutcome.LiveUntil(end.Token, "thrown out"));

        double[] waits = [1, 2, 4, 8];
        foreach (var wait in waits)
        {
            hub.Rows.ShouldBe(["tick=Failed*1"]);
            hub.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            hub.Watch.Asking.ShouldBeEmpty($"not before {wait} s are over");
            hub.Advance(TimeSpan.FromTicks(1));
            hub.Answer("tick", WatchOutcome.LiveUntil(end.Token, "thrown out"));
        }
    }

    [Fact]
    public void Live_TakenBackAfterItLasted_IsAskedSoon()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(hub.Client(), "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));
        hub.Advance(TimeSpan.FromSeconds(1));
        hub.Answer("tick", WatchOutcome.Refused("no"));
        hub.Advance(TimeSpan.FromSeconds(2));
        using var end = new CancellationTokenSource();
        hub.Answer("tick", WatchOutcome.LiveUntil(end.Token, "thrown out"));
        hub.Advance(TimeSpan.FromMinutes(5));

        hub.Do(end.Cancel);
        hub.Advance(TimeSpan.FromSeconds(1));

        hub.Watch.Asking.ShouldBe(["tick"]);
    }

    [Fact]
    public void Live_TakenBackWhenNobodyWantsItAnyMore_IsForgotten()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        using var end = new CancellationTokenSource();
        hub.Subscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.LiveUntil(end.Token, "thrown out"));

        hub.Unsubscribe(client, "tick");
        hub.Do(end.Cancel);
        hub.Advance(TimeSpan.FromMinutes(1));

        hub.Rows.ShouldBeEmpty();
    }
}
