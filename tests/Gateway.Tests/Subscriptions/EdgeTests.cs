using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

/// <summary>First in, last out: when the hub is asked and un-asked.</summary>
public sealed class EdgeTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Subscribe_HundredClients_AsksTheHubOnce()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var clients = Enumerable.Range(0, 100).Select(_ => hub.Client()).ToArray();
        var answers = clients.Select(client => hub.Ask(client, "tick")).ToArray();
        answers.ShouldAllBe(static answer => !answer.IsCompleted);

        hub.Answer("tick", WatchOutcome.Live);

        foreach (var answer in answers)
        {
            (await hub.ReadAsync(answer)).ShouldBe(["Live"]);
        }

        hub.Watch.Calls.ShouldBe(["+tick"]);
        clients.ShouldAllBe(static client => client.Heard.Single() == "tick live");
        hub.Rows.ShouldBe(["tick=Live*100"]);
    }

    [Fact]
    public async Task Unsubscribe_LastOfMany_UnasksOnceAfterTheLinger()
    {
        var hub = new OneHub().Opened();
        var clients = Enumerable.Range(0, 100).Select(_ => hub.Client()).ToArray();
        foreach (var client in clients)
        {
            hub.Subscribe(client, "tick");
        }

        foreach (var client in clients)
        {
            hub.Unsubscribe(client, "tick").ShouldBe(["tick"]);
        }

        hub.Rows.ShouldBe(["tick=Lingering*0"]);
        hub.Advance(Linger - TimeSpan.FromTicks(1));
        hub.Watch.Calls.ShouldBe(["+tick"]);

        hub.Advance(TimeSpan.FromTicks(1));
        hub.Watch.Calls.ShouldBe(["+tick", "-tick"]);
        hub.Rows.ShouldBeEmpty();
        await hub.NoTimersAsync();
    }

    [Fact]
    public async Task Subscribe_DuringTheLinger_IsLiveAtOnceWithoutTheHub()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Unsubscribe(client, "tick");
        hub.Advance(TimeSpan.FromSeconds(4));

        (await hub.ReadAsync(hub.Ask(client, "tick"))).ShouldBe(["Live"]);

        hub.Advance(TimeSpan.FromMinutes(1));
        hub.Watch.Calls.ShouldBe(["+tick"]);
        hub.Rows.ShouldBe(["tick=Live*1"]);
        client.Heard.ShouldBe(["tick live", "tick live"]);
    }

    [Fact]
    public void Unsubscribe_WithoutLinger_UnasksAtOnce()
    {
        var hub = new OneHub(linger: TimeSpan.Zero).Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick");

        hub.Unsubscribe(client, "tick");

        hub.Watch.Calls.ShouldBe(["+tick", "-tick"]);
        hub.Rows.ShouldBeEmpty();
    }

    [Fact]
    public void Unsubscribe_WhileTheHubThinks_UnasksAfterItsYes()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Unsubscribe(client, "tick");
        hub.Watch.Calls.ShouldBe(["+tick"]);

        hub.Answer("tick", WatchOutcome.Live);
        hub.Watch.Calls.ShouldBe(["+tick", "-tick"]);
        hub.Confirm("tick");

        hub.Rows.ShouldBeEmpty();
        client.Heard.ShouldBeEmpty();
    }

    [Fact]
    public void Subscribe_AgainWhileTheHubThinks_KeepsTheAsk()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Unsubscribe(client, "tick");
        hub.Subscribe(client, "tick");

        hub.Answer("tick", WatchOutcome.Live);

        hub.Watch.Calls.ShouldBe(["+tick"]);
        client.Heard.ShouldBe(["tick live"]);
    }

    [Fact]
    public async Task Subscribe_WhileTheHubIsUnasked_WaitsForANewAnswer()
    {
        var hub = new OneHub(linger: TimeSpan.Zero).Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*");
        hub.Append("entities/light.hall", "1");
        hub.Watch.AnswersAtOnce = false;
        hub.Unsubscribe(client, "entities/*");
        hub.Watch.Unasking.ShouldBe(["entities"]);
        client.Forget();

        var answer = hub.Ask(client, "entities/*");
        hub.Append("entities/light.hall", "2");
        client.Heard.ShouldBeEmpty();
        hub.Confirm("entities");
        client.Heard.ShouldBeEmpty();
        answer.IsCompleted.ShouldBeFalse();
        hub.Append("entities/light.hall", "3");
        hub.Answer("entities", WatchOutcome.Live);

        (await hub.ReadAsync(answer)).ShouldBe(["Live"]);
        hub.Watch.Calls.ShouldBe(["+entities", "-entities", "+entities"]);
        client.Heard.ShouldBe(["entities/light.hall=3 snapshot", "entities/* live"]);
        hub.Watch.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Subscribe_TwoTopicsOfOneKey_AsksOnceAndUnasksWhenBothAreGone()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*", "entities/light.hall");
        hub.Watch.Calls.ShouldBe(["+entities"]);
        hub.Rows.ShouldBe(["entities/*=Live*1", "entities/light.hall=Live*1"]);

        hub.Unsubscribe(client, "entities/*");
        hub.Advance(TimeSpan.FromMinutes(1));
        hub.Watch.Calls.ShouldBe(["+entities"]);
        hub.Rows.ShouldBe(["entities/light.hall=Live*1"], "a topic nobody holds is not listed while another keeps the key");

        hub.Unsubscribe(client, "entities/light.hall");
        hub.Rows.ShouldBe(["entities/light.hall=Lingering*0"]);
        hub.Advance(Linger);
        hub.Watch.Calls.ShouldBe(["+entities", "-entities"]);
        hub.Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task Subscribe_TopicTheKindCannotHave_IsRefusedWithoutSpoilingTheOthers()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();

        (await hub.ReadAsync(hub.Ask(client, "bad/topic", "tick", "tick")))
            .ShouldBe(["Refused: A test topic cannot start with 'bad'.", "Live", "Live"]);

        hub.Rows.ShouldBe(["tick=Live*1"]);
        hub.Unsubscribe(client, "bad/topic", "never", "tick", "tick").ShouldBe(["tick"]);
    }

    [Fact]
    public async Task Subscribe_HubDoesNotAnswer_IsPendingAfterTheTimeLimitAndLiveLater()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        var answer = hub.Ask(client, "tick");
        hub.Advance(TimeSpan.FromSeconds(14.9));
        answer.IsCompleted.ShouldBeFalse();

        hub.Advance(TimeSpan.FromSeconds(0.1));
        (await hub.ReadAsync(answer)).ShouldBe(["Pending"]);

        hub.Answer("tick", WatchOutcome.Live);
        client.Heard.ShouldBe(["tick live"]);
        hub.Time.Timers.ShouldBe(0);
    }

    [Fact]
    public void RemoveClient_InEveryState_LeavesNothingBehind()
    {
        var hub = new OneHub(linger: TimeSpan.Zero).Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "live", "refused", "asking", "entities/*");
        hub.Answer("live", WatchOutcome.Live);
        hub.Answer("entities", WatchOutcome.Live);
        hub.Answer("refused", WatchOutcome.Refused("no"));

        hub.Leave(client);
        hub.Confirm("live");
        hub.Confirm("entities");
        hub.Answer("asking", WatchOutcome.Live);
        hub.Confirm("asking");

        hub.Rows.ShouldBeEmpty();
        hub.Hub.Status().Clients.ShouldBe(0);
        hub.Hub.CountTopics(client).ShouldBe(0);
        hub.Watch.Live.ShouldBeEmpty();
        hub.Advance(TimeSpan.FromMinutes(5));
        hub.Time.Timers.ShouldBe(0);
        hub.Watch.Calls.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Subscribe_ClientThatHasGone_HoldsNothing()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        client.IsClosed = true;

        (await hub.ReadAsync(hub.Ask(client, "tick"))).ShouldBeEmpty();

        hub.Rows.ShouldBeEmpty();
        hub.Watch.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task RemoveClient_WhileItsSubscribeWaits_EndsTheWait()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        var answer = hub.Ask(client, "tick");
        hub.Leave(client);
        hub.Answer("tick", WatchOutcome.Live);
        hub.Confirm("tick");

        await hub.ReadAsync(answer);

        hub.Rows.ShouldBeEmpty();
        hub.Watch.Live.ShouldBeEmpty();
    }
}
