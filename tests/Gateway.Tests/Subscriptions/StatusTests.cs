using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

public sealed class StatusTests
{
    [Fact]
    public void Status_SessionOpensWithoutTopics_IsOnline()
    {
        var hub = new OneHub();
        hub.Hub.Status().State.ShouldBe(HubState.Connecting);
        hub.Hub.WasTried.ShouldBeFalse();

        hub.Open();

        hub.Statuses.Select(static status => status.State).ShouldBe([HubState.Online]);
        hub.Hub.WasTried.ShouldBeTrue();
    }

    [Fact]
    public void Status_TopicsAreAskedAgain_IsOnlineOnlyAfterTheLastAnswer()
    {
        var hub = new OneHub();
        hub.Subscribe(hub.Client(), "tick", "tack");
        hub.Watch.AnswersAtOnce = false;
        hub.Statuses.Clear();

        hub.Open();
        hub.Answer("tick", WatchOutcome.Live);
        hub.Statuses.ShouldNotContain(static status => status.State == HubState.Online);
        hub.Hub.Status().State.ShouldBe(HubState.Degraded);
        hub.Answer("tack", WatchOutcome.Live);

        hub.Statuses[^1].State.ShouldBe(HubState.Online);
        hub.Statuses[^1].Reason.ShouldBeNull();
        hub.Statuses[^1].Topics.ShouldBe(new TopicCounts(2, 0, 0));
    }

    [Fact]
    public void Status_HundredTopicsAskedAgain_IsTwoMessages()
    {
        var hub = new OneHub();
        hub.Subscribe(hub.Client(), [.. Enumerable.Range(0, 100).Select(static number => $"topic{number}")]);
        hub.Statuses.Clear();

        hub.Open();

        hub.Statuses.Select(static status => status.State).ShouldBe([HubState.Degraded, HubState.Online]);
    }

    [Fact]
    public void Status_LiveHubLost_IsToldOnce()
    {
        var hub = new OneHub().Opened();
        hub.Subscribe(hub.Client(), "tick", "tack");
        hub.Statuses.Clear();

        hub.Close();

        hub.Statuses.ShouldHaveSingleItem().State.ShouldBe(HubState.Retrying);
        hub.Statuses[0].Topics.ShouldBe(new TopicCounts(0, 2, 0));
    }

    [Fact]
    public void Status_RefusedTopics_IsDegradedAndNamesThemToWhoMaySeeAll()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        hub.Subscribe(hub.Client(), "tick", "a", "b", "c", "d");
        hub.Answer("tick", WatchOutcome.Live);
        hub.Answer("a", WatchOutcome.Refused("no a"));
        hub.Hub.Status().Reason.ShouldBe("The hub refused 1 of 5 topics, asked again with back-off: 'a' (no a)");
        foreach (var topic in new[] { "b", "c", "d" })
        {
            hub.Answer(topic, WatchOutcome.Refused($"no {topic}"));
        }

        var status = hub.Statuses[^1];
        status.State.ShouldBe(HubState.Degraded);
        status.Reason!.ShouldBe("The hub refused 4 of 5 topics, asked again with back-off: 'a' (no a), 'b' (no b), 'c' (no c), …");
        hub.Hub.Status(new FakeRights("entities/")).Reason.ShouldBe("The hub refused some topics, asked again with back-off; its subscriptions tell which of yours, and why.");
        status.Topics.ShouldBe(new TopicCounts(1, 0, 4));
    }

    [Fact]
    public void Status_LastRefusedTopicLeaves_IsOnlineAgain()
    {
        var hub = new OneHub().Opened();
        hub.Watch.AnswersAtOnce = false;
        var client = hub.Client();
        hub.Subscribe(client, "tick");
        hub.Answer("tick", WatchOutcome.Refused("no"));

        hub.Leave(client);

        hub.Statuses.Select(static status => status.State).ShouldBe([HubState.Online, HubState.Degraded, HubState.Online]);
    }

    [Fact]
    public void Status_NothingNew_IsNotTold()
    {
        var hub = new OneHub().Opened();
        hub.Statuses.Clear();
        var online = new HubConnection(HubState.Online, hub.Time.GetUtcNow(), WasTried: true);
        hub.Hub.ConnectionChanged(online);
        hub.Hub.ConnectionChanged(online with { RoundTrip = TimeSpan.FromMilliseconds(12) });
        hub.Subscribe(hub.Client(), "tick");
        hub.Append("tick", "1");

        hub.Statuses.ShouldBeEmpty();
        hub.Hub.Status().RoundTripMs.ShouldBe(12);
        hub.Hub.Status().LastEvent.ShouldBe(hub.Time.GetUtcNow());
    }

    [Fact]
    public void Status_Since_MovesWithTheStateOnly()
    {
        var hub = new OneHub().Opened();
        var opened = hub.Time.GetUtcNow();
        hub.Advance(TimeSpan.FromSeconds(3));
        hub.Hub.ConnectionChanged(new HubConnection(HubState.Online, opened, Version: "2", WasTried: true));
        hub.Statuses[^1].Version.ShouldBe("2");
        hub.Statuses[^1].Since.ShouldBe(opened);

        hub.Close();
        hub.Statuses[^1].Since.ShouldBe(hub.Time.GetUtcNow());
    }

    [Fact]
    public void Status_LingeringTopic_CountsAsLiveWithoutClients()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "tick", "entities/*");
        hub.Hub.Status().Clients.ShouldBe(1);
        hub.Hub.CountTopics(client).ShouldBe(2);

        hub.Leave(client);

        hub.Hub.Status().Clients.ShouldBe(0);
        hub.Hub.Status().Topics.ShouldBe(new TopicCounts(2, 0, 0));
    }

    [Fact]
    public void Describe_Rows_SayWhoSharesWhatSinceWhen()
    {
        var hub = new OneHub().Opened();
        var client = hub.Client();
        hub.Subscribe(client, "entities/light.hall", "entities/*");
        var asked = hub.Time.GetUtcNow();
        hub.Advance(TimeSpan.FromSeconds(1));
        hub.Append("entities/sensor.x", "1");

        hub.Hub.Describe(AllRights.Instance).ShouldBe(
        [
            new SubscriptionInfo("entities/*", "entities", SubscriptionState.Live, 1, asked, hub.Time.GetUtcNow(), null),
            new SubscriptionInfo("entities/light.hall", "entities", SubscriptionState.Live, 1, asked, null, null),
        ]);
    }
}
