using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>Single topics in one session: managers, flows, one device.</summary>
public sealed class HomeyTopicSessionTests
{
    private const string Flow = "homey:manager:flow";
    private const string Hall = "homey:device:3f1c";

    [Fact]
    public async Task SubscribeAndUnsubscribe_AreByUri()
    {
        await using var rig = await HomeySessionRig.OpenAsync();

        await rig.WatchAsync(Flow);
        await rig.Session.UnwatchAsync(Flow, CancellationToken.None).Soon();

        var packet = await rig.Hub.ReadAsync("unsubscribe", Flow);
        packet.Id.ShouldBeEmpty();
        await rig.SettleAsync();
    }

    [Fact]
    public async Task Event_OfAWatchedUri_HasFirstArgumentAsNameSecondUntouchedAndTheRestInMore()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.WatchAsync(Flow);

        await rig.Hub.EventAsync(Flow, """ "flow.update" , { "id": 1.50, "n":"\u00e9" } , [1] , "x" """.TrimEnd());
        await rig.Hub.EventAsync(Flow, "\"flow.update\",7,{\"changedKeys\":[\"enabled\"]}");
        await rig.Hub.EventAsync(Flow, "\"option.update\"");
        await rig.SettleAsync();

        rig.Events.ShouldBe(
        [
            """homey:manager:flow flow.update { "id": 1.50, "n":"\u00e9" } more [ [1] , "x"]""",
            """homey:manager:flow flow.update 7 more [{"changedKeys":["enabled"]}]""",
            "homey:manager:flow option.update null",
        ]);
    }

    [Fact]
    public async Task Watch_Device_IsLiveOnlyAfterItsValues()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c");
        rig.Hub.Devices["9ab2"] = ScriptedHomeyConnection.Device("9ab2");
        var watching = rig.AskAsync(Hall);
        await rig.Hub.AcceptAsync(Hall);
        var call = await rig.Hub.ReadCallAsync("getDevices");
        call.Json.ShouldBe("""["api",{"uri":"homey:manager:devices","operation":"getDevices","args":{}}]""");
        watching.IsCompleted.ShouldBeFalse();

        await rig.Hub.CapabilityAsync("3f1c", "true", "dim");
        await rig.Hub.AckAsync(call, $"null,{rig.Hub.Devices.ToJsonString()}");

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        rig.Events.ShouldBe(
        [
            """homey:device:3f1c capability {"capabilityId":"dim","value":true,"transactionId":"t"}""",
            """homey:device:3f1c capability {"capabilityId":"onoff","value":true}""",
        ]);
    }

    [Fact]
    public async Task Watch_ManyDevicesAtOnce_ShareTheListsTheyNeed()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        string[] ids = [.. Enumerable.Range(0, 10).Select(static id => $"d{id}")];
        foreach (var id in ids)
        {
            rig.Hub.Devices[id] = ScriptedHomeyConnection.Device(id);
        }

        var watching = Task.WhenAll(ids.Select(id => rig.AskAsync($"homey:device:{id}")));
        var asked = new List<HomeyPacket>();
        foreach (var _ in ids)
        {
            asked.Add(await rig.Hub.ReadAsync("subscribe"));
        }

        await rig.Hub.AckAsync(asked[0], "null");
        var first = await rig.Hub.ReadCallAsync("getDevices");
        foreach (var packet in asked.Skip(1))
        {
            await rig.Hub.AckAsync(packet, "null");
        }

        rig.Stream.LastEvent.ShouldBeNull();
        await rig.Hub.AckAsync(first, $"null,{rig.Hub.Devices.ToJsonString()}");

        // One more list is enough for all, unless one of them was late to say that it needs it.
        var lists = 1;
        while (!watching.IsCompleted)
        {
            await Eventually.TrueAsync(() => watching.IsCompleted || rig.Hub.Wire.HasMore, "all are live, or another list is asked for");
            if (rig.Hub.Wire.HasMore)
            {
                await rig.Hub.ListAsync();
                lists++;
            }
        }

        (await watching.Soon()).ShouldAllBe(static outcome => outcome.IsLive);
        lists.ShouldBeInRange(2, 5);
        await rig.SettleAsync();
        rig.Events.Count.ShouldBe(10);
    }

    [Theory]
    [InlineData("\"timeout\"", "timeout")]
    [InlineData("""{"statusCode":404,"error":"not_found","error_description":"Device not found"}""", "not_found: Device not found")]
    public async Task Watch_Refused_SaysTheHubsWordsAndIsAskedAnewTheNextTime(string error, string words)
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var watching = rig.AskAsync(Flow);
        await rig.Hub.RefuseAsync(Flow, error);
        (await watching.Soon()).ShouldBe(WatchOutcome.Refused(words));

        await rig.Hub.EventAsync(Flow, "\"flow.update\",1");
        await rig.SettleAsync();
        await rig.WatchAsync(Flow);
        await rig.Hub.EventAsync(Flow, "\"flow.update\",2");
        await rig.SettleAsync();

        rig.Events.ShouldBe(["homey:manager:flow flow.update 2"]);
    }

    [Fact]
    public async Task Watch_Unanswered_IsRefusedAfterTenSecondsAndTakenBack()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var watching = rig.AskAsync(Flow);
        var packet = await rig.Hub.ReadAsync("subscribe", Flow);

        rig.Time.Advance(TimeSpan.FromSeconds(10));

        await rig.Hub.ReadAsync("unsubscribe", Flow);
        (await watching.Soon()).Refusal.ShouldNotBeNull().ShouldContain("did not answer within 10 s");
        await rig.Hub.AckAsync(packet, "null");
        await rig.WatchAsync(Flow);
    }

    [Fact]
    public async Task Watch_DeviceWhoseListIsRefused_IsRefusedAndUnsubscribed()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var watching = rig.AskAsync(Hall);
        await rig.Hub.AcceptAsync(Hall);

        await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getDevices"), """{"error":"missing_scopes"}""");

        (await watching.Soon()).ShouldBe(WatchOutcome.Refused("missing_scopes"));
        await rig.Hub.ReadAsync("unsubscribe", Hall);
    }

    [Fact]
    public async Task Watch_SessionLost_IsAway()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        var flow = rig.AskAsync(Flow);
        var devices = rig.AskAsync("homey:device:*");
        await rig.Hub.ReadAsync("subscribe");

        rig.Hub.Wire.Abort();

        (await rig.Reading.Soon()).Name.ShouldBe("hub-closed");
        (await flow.Soon()).ShouldBe(WatchOutcome.Away);
        (await devices.Soon()).ShouldBe(WatchOutcome.Away);
        await rig.EndSessionAsync();
        (await rig.AskAsync("homey:device:*").Soon()).ShouldBe(WatchOutcome.Away);
        (await rig.AskAsync(Flow).Soon()).ShouldBe(WatchOutcome.Away);
    }

    [Fact]
    public async Task Watch_AgainRightAfterUnwatch_LeavesBeforeItAsks()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.WatchAsync(Flow);

        var leaving = rig.Session.UnwatchAsync(Flow, CancellationToken.None);
        var watching = rig.AskAsync(Flow);

        await rig.Hub.ReadAsync("unsubscribe", Flow);
        await rig.Hub.AcceptAsync(Flow);
        (await watching.Soon()).IsLive.ShouldBeTrue();
        await leaving.Soon();
    }

    [Fact]
    public async Task Event_AfterUnwatch_IsDropped()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        await rig.WatchAsync(Hall);
        await rig.Session.UnwatchAsync(Hall, CancellationToken.None).Soon();
        await rig.Hub.ReadAsync("unsubscribe", Hall);

        await rig.Hub.CapabilityAsync("3f1c", "true");
        await rig.SettleAsync();

        rig.Events.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reconnect_Device_TellsOnlyWhatDiffers()
    {
        await using var rig = await HomeySessionRig.OpenAsync();
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c");
        rig.Hub.Devices["3f1c"]!["capabilitiesObj"]!["dim"] = new System.Text.Json.Nodes.JsonObject { ["value"] = 0.5 };
        await rig.WatchAsync(Hall);
        await rig.Hub.CapabilityAsync("3f1c", "false");
        await rig.SettleAsync();
        var before = rig.Events.Count;

        await rig.OpenNextAsync();
        rig.Hub.Devices["3f1c"] = ScriptedHomeyConnection.Device("3f1c", onoff: false);
        rig.Hub.Devices["3f1c"]!["capabilitiesObj"]!["dim"] = new System.Text.Json.Nodes.JsonObject { ["value"] = 0.75 };
        await rig.WatchAsync(Hall);

        rig.Events.Skip(before).ShouldBe(["""homey:device:3f1c capability {"capabilityId":"dim","value":0.75}"""]);
    }
}
