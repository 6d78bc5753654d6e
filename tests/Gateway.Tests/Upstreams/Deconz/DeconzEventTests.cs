using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzEventTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deconz_PortAskedFromTheConfiguration_MessagesWithTypeEventResourceIdAndState(bool hasOwnPort)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { OwnWebSocketPort = hasOwnPort, NotifyAll = false });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/3");

        hub.SetState("lights", "3", new JsonObject { ["on"] = true });
        await client.UntilEventAsync("lights/3", "changed");

        hub.CountReceived("GET config").ShouldBe(1);
        var message = LastData(client);
        message.ToJsonString().ShouldBe("""{"t":"event","e":"changed","r":"lights","id":"3","uniqueid":"00:17:88:01:02:03:00:03-0b","state":{"on":true}}""");
        hub.OpenConnections.ShouldBe(1);
    }

    [Fact]
    public async Task Status_Online_TellsTheGatewaysVersionAndItsRoundTrip()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        var status = await host.UntilAsync("online");

        status["kind"]!.GetValue<string>().ShouldBe("Deconz");
        status["version"]!.GetValue<string>().ShouldBe("2.32.5");
        status["roundTripMs"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task LateJoiner_OfAPattern_IsShownWholeValuesAsTheyAreNow()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { NotifyAll = false });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var first = await host.OpenLiveAsync("lights/*");
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 77 });
        await first.UntilEventAsync("lights/1", "changed");

        await using var second = await host.OpenLiveAsync("lights/*", "groups/*", "sensors/*", "alarmsystems/*");

        second.Snapshot.ShouldBe(
            ["lights/1", "lights/2", "lights/3", "lights/4", "lights/5", "groups/1", "groups/2", "sensors/1", "sensors/2", "sensors/3", "sensors/4", "sensors/5", "sensors/6", "sensors/7", "alarmsystems/1"],
            ignoreOrder: true);
        var light = second.Messages.First(static message => message.Body["topic"]?.GetValue<string>() is "lights/1" && message.Kind is "event").Body;
        light["name"]!.GetValue<string>().ShouldBe("changed");
        light["data"]!["state"]!["bri"]!.GetValue<int>().ShouldBe(77);
        light["data"]!["state"]!["on"]!.GetValue<bool>().ShouldBeFalse();
        light["data"]!["name"]!.GetValue<string>().ShouldBe("Hall");
        light["data"]!["attr"]!["modelid"]!.GetValue<string>().ShouldBe("Dimmable light");
        hub.SnapshotsServed.ShouldBe(1);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task State_OfWatchedTopics_IsOneValueForEach()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("sensors/4");

        var values = await host.StateAsync("sensors/*");

        values.Count.ShouldBe(7);
        values.ShouldAllBe(static value => value["name"]!.GetValue<string>() == "changed");
        values.ShouldNotContain(static value => value.ToJsonString().Contains("buttonevent"));
    }

    [Fact]
    public async Task Events_OfEveryKind_ReachWhoAskedForThem()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var all = await host.OpenLiveAsync("*");
        await using var scenes = await host.OpenLiveAsync("scenes/*");

        var light = hub.AddLight("Desk");
        hub.Rename("lights", light, "Table");
        hub.RemoveLight(light);
        hub.CallScene("1", "2");
        hub.PressButton("4", 2002);
        hub.Change("alarmsystems", "1", "state", new JsonObject { ["armstate"] = "armed_away" });
        await hub.SendRawAsync("""{"t":"event","e":"renamed","r":"widgets","id":"1"}""");
        await all.UntilEventAsync("widgets/1", "renamed");

        all.LiveEvents.ShouldBe(
            [$"lights/{light} added", $"lights/{light} changed", $"lights/{light} deleted", "scenes/1/2 scene-called", "sensors/4 changed", "alarmsystems/1 changed", "widgets/1 renamed"]);
        await scenes.UntilEventAsync("scenes/1/2", "scene-called");
        scenes.LiveEvents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Group_AddedWithItsIdOnly_IsFetched()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("groups/*");

        var group = hub.AddGroup("Attic", "1");
        await client.UntilEventAsync($"groups/{group}", "changed");

        client.LiveEvents.ShouldBe([$"groups/{group} added", $"groups/{group} changed"]);
        LastData(client)["name"]!.GetValue<string>().ShouldBe("Attic");
        hub.CountReceived($"GET groups/{group}").ShouldBe(1);
    }

    [Fact]
    public async Task Lastseen_Chatter_IsNotFannedOut()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*");

        for (var i = 0; i < 50; i++)
        {
            hub.Hear("lights", "1");
        }

        hub.SetState("lights", "2", new JsonObject { ["bri"] = 5 });
        await client.UntilEventAsync("lights/2", "changed");

        client.LiveEvents.ShouldBe(["lights/1 changed", "lights/2 changed"]);
    }

    [Fact]
    public async Task Change_WithoutAFrame_IsFoundByTheComparison()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub, new JsonObject { ["CompareEvery"] = "00:00:00.200" });
        await using var client = await host.OpenLiveAsync("lights/*", "groups/*");

        hub.Quietly(static house => house.RemoveLight("4"));
        await client.UntilEventAsync("lights/4", "deleted");
        hub.Quietly(static house => house.AddGroup("Attic"));
        await client.UntilEventAsync("groups/3", "added");
        client.LiveEvents.ShouldBe(["lights/4 deleted", "groups/3 added"]);

        // A gateway where nothing happens is asked for all of it only now and then.
        await Eventually.TrueAsync(() => hub.NotModifiedServed >= 8, "unchanged answers");
        hub.SnapshotsServed.ShouldBeLessThan(hub.NotModifiedServed);
    }

    [Fact]
    public async Task ThousandSensors_FirstSnapshot_IsWhole()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { Sensors = 1_000 });
        await using var host = await DeconzHost.StartAsync(hub);

        await using var client = await host.OpenLiveAsync("sensors/*");

        client.Snapshot.Distinct(StringComparer.Ordinal).Count().ShouldBe(1_007);
        client.LiveEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task LivingHouse_AtAHighPace_ShowsEveryKindOfThingWithoutAFault()
    {
        await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { Pace = TimeSpan.FromMilliseconds(5) });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("*");

        await Eventually.TrueAsync(
            () => ((string[])["lights/", "sensors/", "groups/", "scenes/"]).All(kind => client.LiveEvents.Any(line => line.StartsWith(kind, StringComparison.Ordinal))),
            "lights, sensors, groups and scenes tell something");

        client.LiveEvents.ShouldAllBe(static line => line.EndsWith(" changed") || line.EndsWith(" scene-called"));
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Topic_ThatIsNone_IsRefusedAndSpoilsNothing()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);

        using var answer = await host.Http.GetAsync("/api/hubs/deconz/events?topic=ligths%2F1").Soon();

        answer.IsSuccessStatusCode.ShouldBeFalse();
        (await answer.Content.ReadAsStringAsync()).ShouldContain("lights/");
    }

    private static JsonObject LastData(UpstreamSseClient client) =>
        client.Messages.Last(static message => message.Kind is "event").Body["data"]!.AsObject();
}
