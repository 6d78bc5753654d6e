using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv;
using Gateway.Events;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Pryv;

public sealed class PryvSessionEventTests
{
    private static readonly DiaryDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Open_CurrentServer_TokenIsInTheUpgradeAndNothingIsPolled()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);

        rig.Now.Version.ShouldBe("2.0.0-pre.4, socket.io 4, EIO 4");
        rig.Now.RoundTripMs.ShouldNotBeNull();
        hub.Requests.ShouldHaveSingleItem().ShouldBe("GET /socket.io/?EIO=4&transport=websocket&auth=<TOKEN>");
        hub.CountReceived("40/mathurin").ShouldBe(1);
    }

    [Fact]
    public async Task Notifications_EventsAndStreamsChanged_AreToldByTheirNames()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("eventsChanged", "streamsChanged");

        hub.CreateEvent();
        await rig.UntilEventsAsync(1);
        hub.CreateStream("garden", "Garden");
        await rig.UntilEventsAsync(2);

        rig.Events.ShouldBe(["eventsChanged eventsChanged null", "streamsChanged streamsChanged null"]);
    }

    [Fact]
    public async Task Notifications_OfAccessesBesideOthers_ComeUntouchedWhereTheyAreWanted()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("eventsChanged", "accessesChanged", "accessUpdated");

        hub.CreateEvent();
        hub.CreateStream("garden", "Garden");
        var token = hub.AddAccess("*", "read");
        hub.ChangeAccess(token, "manage");
        await rig.UntilEventsAsync(4);

        rig.Events.Take(3).ShouldBe(["eventsChanged eventsChanged null", "accessesChanged accessesChanged null", "accessesChanged accessesChanged null"]);
        rig.Events[3].ShouldStartWith("accessUpdated accessUpdated {\"type\":\"access-updated\",\"accessId\":\"");
        rig.Events[3].ShouldEndWith(":2\",\"serial\":2}");
    }

    [Fact]
    public async Task Events_ChangedTrashedAndDeleted_AreToldOneByOneUntouched()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        hub.CreateEvent(content: "from before");
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events");

        var id = hub.CreateEvent(content: "first é😀");
        await rig.UntilEventsAsync(1);
        rig.Events[0].ShouldBe("events changed " + hub.AllEvents[1]);
        hub.UpdateEvent(id, "second");
        await rig.UntilEventsAsync(2);
        rig.Events[1].ShouldBe("events changed " + hub.AllEvents[1]);
        hub.TrashEvent(id);
        await rig.UntilEventsAsync(3);
        rig.Events[2].ShouldBe("events deleted " + hub.AllEvents[1]);
        hub.DeleteEvent(id);
        await rig.UntilEventsAsync(4);

        rig.Events[3].ShouldStartWith($$"""events deleted {"id":"{{id}}","deleted":""");
        rig.Events.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Events_InOneInstantWithFetchesBetween_NoneIsMissedAndNoneComesTwice()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events");
        hub.HoldClock(hub.ServerTime + 0.001);

        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(hub.CreateEvent(content: $"n{i}"));
            if (i % 3 == 0)
            {
                await rig.UntilEventsAsync(ids.Count);
            }
        }

        hub.UpdateEvent(ids[0], "again in the same instant");
        hub.DeleteEvent(ids[1]);
        await rig.UntilEventsAsync(22);
        hub.HoldClock(null);
        hub.CreateEvent(content: "marker");
        await Eventually.TrueAsync(() => rig.Events.Any(static line => line.Contains("\"marker\"", StringComparison.Ordinal)), "the marker");

        rig.Events.Count.ShouldBe(23);
        rig.Events.Distinct(StringComparer.Ordinal).Count().ShouldBe(23);
        rig.Events.ShouldContain(static line => line.Contains("again in the same instant", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_LateJoiner_GetsWhatFollowsAndNobodyGetsAnythingTwice()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var early = await rig.SubscribeAsync("events");
        hub.CreateEvent(content: "one");
        await early.UntilAsync(static client => client.Events.Count == 1, "the first event");

        var late = await rig.SubscribeAsync("events", "eventsChanged");
        hub.CreateEvent(content: "two");
        await late.UntilAsync(static client => client.Events.Count == 2, "the second event and its doorbell");

        Contents(early.Events).ShouldBe(["one", "two"]);
        Contents(late.Events).ShouldBe(["two"]);
        late.Events.Count(static line => line.StartsWith("eventsChanged eventsChanged null", StringComparison.Ordinal)).ShouldBe(1);
        hub.CountReceived("subscribe").ShouldBe(0);
    }

    [Fact]
    public async Task Doorbell_RungThousandsOfTimes_IsAnsweredByFewFetches()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        var client = await rig.SubscribeAsync("events", "eventsChanged");
        var before = hub.CountReceived("events.get");
        var began = TimeProvider.System.GetTimestamp();

        await hub.FloodAsync(5_000);
        hub.CreateEvent(content: "after the flood");
        await client.UntilAsync(static client => client.Events.Any(static line => line.Contains("after the flood", StringComparison.Ordinal)), "the event after the flood");
        await client.UntilAsync(static client => client.Events.Count == 5_002, "every doorbell");

        // One at a time, each followed by a pause; and one more that is waiting.
        var most = (TimeProvider.System.GetElapsedTime(began) / TimeSpan.FromMilliseconds(50)) + 2;
        ((double)(hub.CountReceived("events.get") - before)).ShouldBeLessThanOrEqualTo(most);
    }

    [Fact]
    public async Task Doorbell_WhileAFetchIsHeld_RingsOnceMoreAndNoMore()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events", "eventsChanged");
        var before = hub.CountReceived("events.get");
        hub.HoldAnswers("events.get");

        hub.CreateEvent();
        await Eventually.TrueAsync(() => hub.CountReceived("events.get") == before + 1, "the fetch");
        for (var i = 0; i < 10; i++)
        {
            hub.CreateEvent();
        }

        await Eventually.TrueAsync(() => rig.Events.Count(static line => line.StartsWith("eventsChanged", StringComparison.Ordinal)) == 11, "eleven doorbells");
        hub.CountReceived("events.get").ShouldBe(before + 1);
        hub.ReleaseAnswers("events.get");
        await rig.UntilEventsAsync(22);

        hub.CountReceived("events.get").ShouldBe(before + 2);
    }

    [Fact]
    public async Task Linger_LastClientLeft_TheDoorbellIsLetRing()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub, linger: TimeSpan.FromMilliseconds(50));
        var client = await rig.SubscribeAsync("events");
        rig.Subscriptions.Unsubscribe(client.Queue, ["events"]);
        await Eventually.TrueAsync(() => rig.Subscriptions.Describe(AllRights.Instance).Count == 0, "the topic is forgotten");
        var before = hub.CountReceived("events.get");

        hub.CreateEvent(content: "unheard");
        await rig.SubscribeAsync("eventsChanged");
        hub.CreateEvent(content: "unheard too");
        await rig.UntilEventsAsync(1);
        hub.CountReceived("events.get").ShouldBe(before);
        await rig.SubscribeAsync("events");
        hub.CreateEvent(content: "heard");
        await Eventually.TrueAsync(() => Contents(rig.Events).Contains("heard", StringComparer.Ordinal), "the event after the subscription");

        Contents(rig.Events).ShouldBe(["heard"]);
    }

    [Fact]
    public async Task Garbage_OfAllKinds_EndsNothingAndIsToldOnce()
    {
        await using var hub = await DiaryDemoHub.StartAsync(Still);
        await using var rig = await PryvRig.OpenAsync(hub);
        await rig.SubscribeAsync("events", "eventsChanged");

        foreach (var frame in (string[])["42/mathurin,{bad", "42/other,[\"eventsChanged\"]", "42/mathurin,[\"\\ud800\"]", "42/mathurin,[\"weird\",1,2]", "42/mathurin,[]", "43/mathurin,99[null]", "9", "42", "{}"])
        {
            await hub.SendRawAsync(frame);
        }

        await hub.SendRawAsync("42/mathurin,[\"eventsChanged\",{\"a\":1},2]");
        hub.CreateEvent();
        await rig.UntilEventsAsync(3);

        rig.Events.Count(static line => line is """eventsChanged eventsChanged [{"a":1},2]""").ShouldBe(1);
        rig.Now.State.ShouldBe(HubState.Online);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    private static IEnumerable<string> Contents(IEnumerable<string> lines) =>
        lines.Where(static line => line.StartsWith("events changed ", StringComparison.Ordinal)).Select(static line => JsonNode.Parse(line["events changed ".Length..])!["content"]!.GetValue<string>());
}
