using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Tests.Subscriptions;

/// <summary>What a client hears, in which order: snapshot, live, events.</summary>
public sealed class ActivationTests
{
    [Fact]
    public void Subscribe_TopicWithState_GetsSnapshotThenLiveThenEvents()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        hub.Append("entities/light.hall", "1");
        hub.Append("entities/light.bath", "2");
        var late = hub.Client();

        hub.Subscribe(late, "entities/light.*");
        hub.Append("entities/light.hall", "3");

        late.Heard.ShouldBe(["entities/light.hall=1 snapshot", "entities/light.bath=2 snapshot", "entities/light.* live", "entities/light.hall=3"]);
    }

    [Fact]
    public void Subscribe_Occurrence_GetsWhatHappenedSinceItAsked()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Append("tick", "1");
        hub.Subscribe(client, "tick");
        hub.Append("tick", "2");
        client.Heard.ShouldBeEmpty();
        hub.Answer("tick", WatchOutcome.Live);
        hub.Append("tick", "3");

        client.Heard.ShouldBe(["tick=2", "tick live", "tick=3"]);
    }

    [Fact]
    public void Subscribe_ClientThatDoesNotRead_GetsTheStateOfTheMomentItDoes()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "entities/*");
        hub.Append("entities/light.hall", "1");
        var slow = hub.Client();
        slow.HoldsBack = true;
        hub.Subscribe(slow, "entities/*");
        hub.Append("entities/light.hall", "2");
        slow.Heard.ShouldBeEmpty();

        slow.HoldsBack = false;
        hub.Run();

        slow.Heard.ShouldBe(["entities/light.hall=2 snapshot", "entities/* live"]);
    }

    [Fact]
    public void Subscribe_ClientThatDoesNotReadWhileTheTopicFlaps_DefersOnce()
    {
        var hub = new OneHub().Opened();
        var slow = hub.Client();
        slow.HoldsBack = true;
        hub.Subscribe(slow, "entities/*");
        for (var flap = 0; flap < 10; flap++)
        {
            hub.Close();
            hub.Open();
        }

        slow.Deferred.ShouldBe(1);
        slow.HoldsBack = false;
        hub.Run();
        slow.Heard.Count(static text => string.Equals(text, "entities/* live", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public void Unsubscribe_BeforeTheClientTookItsSnapshot_SendsNothing()
    {
        var hub = new OneHub().Opened();
        var slow = hub.Client();
        slow.HoldsBack = true;
        hub.Subscribe(slow, "entities/*");
        hub.Unsubscribe(slow, "entities/*");
        slow.HoldsBack = false;
        hub.Run();
        hub.Append("entities/light.hall", "1");

        slow.Heard.ShouldBeEmpty();
    }

    [Fact]
    public void Deliver_OverlappingPatterns_ComesOnce()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*", "entities/light.*", "entities/light.hall");
        hub.Append("entities/light.hall", "1");
        client.Heard.Count(static text => text.Contains('=', StringComparison.Ordinal)).ShouldBe(1);

        client.Forget();
        hub.Unsubscribe(client, "entities/*", "entities/light.hall");
        hub.Append("entities/light.hall", "2");
        hub.Append("entities/sensor.x", "3");
        client.Heard.ShouldBe(["entities/light.hall=2"]);

        hub.Unsubscribe(client, "entities/light.*");
        hub.Append("entities/light.hall", "4");
        client.Heard.Count.ShouldBe(1);
    }

    [Fact]
    public void Subscribe_OccurrenceHeardThroughAnotherTopicAlready_IsNotRepeated()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "*");
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(client, "tick");
        hub.Append("tick", "1");
        hub.Answer("tick", WatchOutcome.Live);
        hub.Append("tick", "2");

        client.Heard.ShouldBe(["* live", "tick=1", "tick live", "tick=2"]);
    }

    [Fact]
    public void Subscribe_OccurrenceThatAnotherTopicBroughtMeanwhile_NeverComesOutOfOrder()
    {
        var hub = new OneHub().Opened();
        var other = hub.Client();
        hub.Subscribe(other, "*");
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Append("tick", "1");
        hub.Subscribe(client, "*");
        hub.Append("tick", "2");
        client.Heard.ShouldBe(["* live", "tick=2"]);
        hub.Answer("tick", WatchOutcome.Live);

        client.Heard.ShouldBe(["* live", "tick=2", "tick live"]);
    }

    [Fact]
    public void Subscribe_ManyTopicsComingAndGoing_LeavesNoTopicBehind()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*");
        for (var number = 0; number < 1_000; number++)
        {
            hub.Subscribe(client, $"entities/invented.{number}");
            hub.Unsubscribe(client, $"entities/invented.{number}");
        }

        using (hub.Stream.Enter())
        {
            hub.Stream.Family("entities").All.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Subscribe_KnownTopicComingAndGoing_KeepsItsLastValueAndRoute()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*");
        hub.Append("entities/light.hall", "1");
        hub.Subscribe(client, "entities/light.hall");
        hub.Unsubscribe(client, "entities/light.hall");
        client.Forget();
        hub.Append("entities/light.hall", "2");

        client.Heard.ShouldBe(["entities/light.hall=2"]);
        using var values = hub.Hub.LastValues(["entities/*", "entities/light.hall"], AllRights.Instance);
        values.Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void SharedMessages_AfterEverybodyLeft_HaveNoReferenceLeft()
    {
        var seen = new List<HubEvent>();
        var hub = new OneHub(linger: TimeSpan.Zero, history: new HubStreamOptions(HistoryEvents: 0)).Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/*", "tick");
        hub.Append("entities/light.hall", "1");
        hub.Append("tick", "2");
        using (var values = hub.Hub.LastValues(["entities/*"], AllRights.Instance))
        {
            seen.AddRange(values.Events);
        }

        hub.Leave(client);

        Fakes.Messages.IsReleased(seen.Single()).ShouldBeTrue();
    }
}
