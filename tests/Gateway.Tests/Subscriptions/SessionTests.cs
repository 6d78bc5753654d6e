using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>What becomes of subscriptions when the hub refuses, goes and comes back.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Ask_HubRefuses_FailsWithItsWordsAndIsRetriedEverLater()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        var answer = hub.Ask(client, "tick");
        hub.Answer("tick", WatchOutcome.Refused("no such event"));
        (await hub.ReadAsync(answer)).ShouldBe(["Failed: no such event"]);
        hub.Rows.ShouldBe(["tick=Failed*1"]);

        double[] waits = [1, 2, 4, 8, 16, 32, 60, 60];
        foreach (var wait in waits)
        {
            var asked = hub.Watch.Calls.Count;
            hub.Advance(TimeSpan.FromSeconds(wait) - TimeSpan.FromTicks(1));
            hub.Watch.Calls.Count.ShouldBe(asked, $"not before {wait} s are over");
            hub.Advance(TimeSpan.FromTicks(1));
            hub.Watch.Asking.ShouldBe(["tick"], $"after {wait} s");
            hub.Answer("tick", WatchOutcome.Refused("still no such event"));
        }

        hub.Advance(TimeSpan.FromSeconds(60));
        hub.Answer("tick", WatchOutcome.Live);
        hub.Append("tick", "1");

        client.Heard.ShouldBe(["tick failed: no such event", "tick failed: still no such event", "tick live", "tick=1"]);
        await hub.NoTimersAsync();
    }

    [Fact]
    public void Unsubscribe_RefusedTopic_EndsTheRetries()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));

        hub.Unsubscribe(client, "tick");
        hub.Advance(TimeSpan.FromMinutes(10));

        hub.Watch.Calls.ShouldBe(["+tick"]);
        hub.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void Unsubscribe_WhileARetryIsInFlight_UnasksAfterItsYes()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));
        hub.Advance(TimeSpan.FromSeconds(1));

        hub.Unsubscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.Live);
        hub.Confirm("tick");

        hub.Watch.Calls.ShouldBe(["+tick", "+tick", "-tick"]);
        hub.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ask_HubAway_IsPendingAtOnceAndLiveOnceItIsThere()
    {
        var hub = new OneHub();
        var client = hub.Client();

        (await hub.ReadAsync(hub.Ask(client, "tick"))).ShouldBe(["Pending"]);
        client.Heard.ShouldBe(["tick pending"]);
        hub.Watch.Calls.ShouldBeEmpty();

        hub.Open();
        hub.Watch.Calls.ShouldBe(["+tick"]);
        client.Heard.ShouldBe(["tick pending", "tick live"]);
    }

    [Fact]
    public async Task Ask_TopicOfAnotherWhileTheHubThinksAfterItsReturn_WaitsForTheAnswer()
    {
        var hub = new OneHub();
        hub.Subscribe(hub.Client(), "tick");
        hub.Watch.AnswersAtOnce = false;
        hub.Open();

        var answer = hub.Ask(hub.Client(), "tick");
        hub.Answer("tick", WatchOutcome.Live);

        (await hub.ReadAsync(answer)).ShouldBe(["Live"]);
    }

    [Fact]
    public void Unsubscribe_WhileAway_IsRememberedWithoutAsking()
    {
        var hub = new OneHub();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Unsubscribe(client, "tick").ShouldBe(["tick"]);
        hub.Rows.ShouldBeEmpty();

        hub.Open();

        hub.Watch.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void SessionClosed_WhileLingering_ForgetsIt()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*");
        hub.Append("entities/light.hall", "1");
        hub.Unsubscribe(client, "entities/*");

        hub.Close();
        hub.Rows.ShouldBeEmpty();
        hub.Hub.LastValues(["entities/*"], AllRights.Instance).Events.ShouldBeEmpty();
        hub.Open();
        hub.Advance(TimeSpan.FromMinutes(1));

        hub.Watch.Calls.ShouldBe(["+entities"]);
    }

    [Fact]
    public void SessionClosed_WhileUnasking_AsksTheNewSessionForWhoeverCame()
    {
        var hub = new OneHub(linger: TimeSpan.Zero).Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Watch.AnswersAtOnce = false;
        hub.Unsubscribe(client, "tick");
        hub.Subscribe(client, "tick");
        hub.Close();
        hub.Open();
        hub.Answer("tick", WatchOutcome.Live);

        hub.Watch.Calls[^1].ShouldBe("+tick");
        hub.Watch.Faults.ShouldBeEmpty();
        hub.Watch.Live.ShouldBe(["tick"]);
        client.Heard.ShouldBe(["tick live", "tick live"]);
    }

    [Fact]
    public void Session_LostAndBack_TellsHoldersAndSendsNoSecondSnapshot()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*");
        hub.Append("entities/light.hall", "1");
        client.Forget();
        hub.Watch.AnswersAtOnce = false;

        hub.Close();
        hub.Open();
        hub.Append("entities/light.hall", "2");
        client.Heard.ShouldBe(["entities/* pending", "entities/light.hall=2"], "the difference comes as ordinary events");
        hub.Answer("entities", WatchOutcome.Live);
        hub.Append("entities/light.hall", "3");

        client.Heard.ShouldBe(["entities/* pending", "entities/light.hall=2", "entities/* live", "entities/light.hall=3"]);
        hub.Watch.Calls.ShouldBe(["+entities", "+entities"]);
    }

    [Fact]
    public void Session_LostWhileTheHubThinks_IgnoresTheLateAnswer()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");

        hub.Close();
        hub.Rows.ShouldBe(["tick=Pending*1"]);
        hub.Open();
        hub.Watch.Asking.ShouldBe(["tick"]);
        hub.Answer("tick", WatchOutcome.Live);

        hub.Watch.Calls.ShouldBe(["+tick", "+tick"]);
        client.Heard.ShouldBe(["tick live"]);
    }

    [Fact]
    public async Task Session_LostAfterARefusal_AsksAgainAtOnceInTheNextOne()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));

        hub.Close();
        await hub.NoTimersAsync();
        hub.Open();
        hub.Answer("tick", WatchOutcome.Live);

        client.Heard.ShouldBe(["tick failed: no", "tick pending", "tick live"]);
    }

    [Fact]
    public void Answer_AwayInAnOpenSession_IsNotAskedAgainBeforeTheNext()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(hub.Client(), "tick");

        hub.Answer("tick", WatchOutcome.Away);
        hub.Advance(TimeSpan.FromMinutes(10));
        hub.Watch.Calls.ShouldBe(["+tick"]);

        hub.Close();
        hub.Open();
        hub.Watch.Asking.ShouldBe(["tick"]);
    }

    [Fact]
    public void Session_OccurrencesWereLive_BeginsANewEpoch()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "tick");
        var before = hub.Stream.Cursor.Epoch;

        hub.Close();
        hub.Stream.Cursor.Epoch.ShouldBe(before);
        hub.Open();

        hub.Stream.Cursor.Epoch.ShouldNotBe(before, StringComparer.Ordinal);
    }

    [Fact]
    public void Session_OnlyStateWasLive_KeepsTheEpoch()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(hub.Client(), "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));
        var before = hub.Stream.Cursor.Epoch;

        hub.Close();
        hub.Open();

        hub.Stream.Cursor.Epoch.ShouldBe(before);
    }

    [Fact]
    public async Task StopAsync_WithAsksInFlight_EndsAndAsksNothingMore()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var answer = hub.Ask(hub.Client(), "tick", "tack");
        hub.Answer("tack", WatchOutcome.Refused("no"));

        Task stopping = null!;
        hub.Do(() => stopping = hub.Hub.StopAsync());
        await hub.ReadAsync(answer);
        await hub.NoTimersAsync();
        await stopping.Soon();
        hub.Advance(TimeSpan.FromMinutes(10));

        hub.Watch.Calls.ShouldBe(["+tick", "+tack"]);
    }
}
