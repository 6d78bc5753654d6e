using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Homey;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>The topic of all devices in one session.</summary>
public sealed class HomeyHouseTests
{
    private const string All = "homey:device:*";
    private const string Manager = "homey:manager:devices";

    [Fact]
    public async Task Watch_AllDevices_FollowsTheManagerAndHoldsEveryDevice()
    {
        await using var rig = await OpenAsync("a", "b");

        await rig.WatchAsync(All);
        await rig.Hub.CapabilityAsync("b", "false");
        await rig.SettleAsync();

        rig.Events.ShouldBe(
        [
            """homey:device:a capability {"capabilityId":"onoff","value":true}""",
            """homey:device:b capability {"capabilityId":"onoff","value":true}""",
            """homey:device:b capability {"capabilityId":"onoff","value":false,"transactionId":"t"}""",
        ]);
        rig.Session.Notice.ShouldBeNull();
    }

    [Fact]
    public async Task Watch_NoDevices_IsLive()
    {
        await using var rig = await OpenAsync();

        await rig.WatchAsync(All);
    }

    [Fact]
    public async Task Watch_TopicsThatOverlap_SubscribeEachUriOnceAndLeaveItWithTheLast()
    {
        await using var rig = await OpenAsync("a", "b");
        await rig.WatchAsync(All);

        var one = rig.AskAsync("homey:device:a");
        await rig.Hub.ListAsync();
        (await one.Soon()).IsLive.ShouldBeTrue();
        (await rig.AskAsync(Manager).Soon()).IsLive.ShouldBeTrue();
        rig.Events.Count.ShouldBe(2, "who is live already hears nothing twice");

        await rig.Session.UnwatchAsync(All, CancellationToken.None).Soon();
        await rig.Hub.ReadAsync("unsubscribe", "homey:device:b");
        await rig.SettleAsync();
        await rig.Session.UnwatchAsync("homey:device:a", CancellationToken.None).Soon();
        await rig.Hub.ReadAsync("unsubscribe", "homey:device:a");
        await rig.Session.UnwatchAsync(Manager, CancellationToken.None).Soon();
        await rig.Hub.ReadAsync("unsubscribe", Manager);
        await rig.SettleAsync();
    }

    [Fact]
    public async Task Watch_LargeHouse_AsksForAtMostTwentyAtATime()
    {
        await using var rig = await OpenAsync([.. Enumerable.Range(0, 50).Select(static id => $"d{id}")]);
        var watching = rig.AskAsync(All);
        await rig.Hub.AcceptAsync(Manager);
        await rig.Hub.ListAsync();
        var asked = new Queue<HomeyPacket>();
        for (var count = 0; count < HomeyUris.Parallel; count++)
        {
            asked.Enqueue(await rig.Hub.ReadAsync("subscribe"));
        }

        // Nothing but this call may come while none of them is answered.
        await rig.SettleAsync();
        for (var answered = 0; answered < 50; answered++)
        {
            await rig.Hub.AckAsync(asked.Dequeue(), "null");
            if (answered < 50 - HomeyUris.Parallel)
            {
                asked.Enqueue(await rig.Hub.ReadAsync("subscribe"));
            }
        }

        await rig.Hub.ListAsync();
        (await watching.Soon()).IsLive.ShouldBeTrue();
        rig.Events.Count.ShouldBe(50);
    }

    [Fact]
    public async Task DeviceCreated_IsSubscribedAndShown()
    {
        await using var rig = await OpenAsync("a");
        await rig.WatchAsync(All);
        rig.Hub.Devices["new"] = ScriptedHomeyConnection.Device("new");

        await rig.Hub.EventAsync(Manager, """ "device.create",{"id":"new"} """);
        await rig.Hub.ListAsync();
        await rig.Hub.AcceptAsync("homey:device:new");
        await rig.Hub.ListAsync();
        await rig.UntilEventsAsync(3);
        await rig.Hub.CapabilityAsync("new", "false");
        await rig.SettleAsync();

        rig.Events.Skip(1).ShouldBe(
        [
            """homey:manager:devices device.create {"id":"new"}""",
            """homey:device:new capability {"capabilityId":"onoff","value":true}""",
            """homey:device:new capability {"capabilityId":"onoff","value":false,"transactionId":"t"}""",
        ]);
    }

    [Fact]
    public async Task DeviceDeleted_IsLetGoWithItsValues()
    {
        await using var rig = await OpenAsync("a", "b");
        await rig.WatchAsync(All);
        rig.Hub.Devices.Remove("a");

        await rig.Hub.EventAsync(Manager, """ "device.delete",{"id":"a"} """);
        await rig.Hub.ListAsync();
        await rig.Hub.ReadAsync("unsubscribe", "homey:device:a");
        await rig.Hub.CapabilityAsync("a", "false");
        await rig.SettleAsync();

        rig.Events.Skip(2).ShouldBe(["""homey:manager:devices device.delete {"id":"a"}""", """homey:device:a delete {"id":"a"}"""]);
        rig.Subscriptions.Stream.LastValues().ShouldBe(["homey:device:b"]);
    }

    [Fact]
    public async Task DeviceRefused_DoesNotSpoilTheOthersAndIsNamedAndAskedAgain()
    {
        await using var rig = await OpenAsync("a", "b");
        var watching = rig.AskAsync(All);
        await rig.Hub.AcceptAsync(Manager);
        await rig.Hub.ListAsync();
        await rig.Hub.RefuseAsync("homey:device:a");
        await rig.Hub.AcceptAsync("homey:device:b");
        await rig.Hub.ListAsync();

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        rig.Session.Notice.ShouldNotBeNull().ShouldContain("'homey:device:a' (timeout)");
        rig.Subscriptions.Status().Reason.ShouldBe(rig.Session.Notice);
        rig.Events.Count.ShouldBe(1);

        await rig.AdvanceAsync(TimeSpan.FromSeconds(1), timers: 3);
        await rig.Hub.ListAsync();
        await rig.Hub.RefuseAsync("homey:device:a", "\"still busy\"");
        await rig.Hub.ListAsync();
        await Eventually.TrueAsync(() => rig.Session.Notice?.Contains("still busy", StringComparison.Ordinal) == true, "the newest words are told");

        await rig.AdvanceAsync(TimeSpan.FromSeconds(2), timers: 3);
        await rig.Hub.ListAsync();
        await rig.Hub.AcceptAsync("homey:device:a");
        await rig.Hub.ListAsync();
        await Eventually.TrueAsync(() => rig.Session.Notice is null, "all is well again");
        await Eventually.TrueAsync(() => rig.Subscriptions.Status().Reason is null, "clients are told so");
        rig.Events.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("list")]
    [InlineData("every device")]
    public async Task Watch_RefusedAltogether_HoldsNothing(string what)
    {
        await using var rig = await OpenAsync("a");
        var watching = rig.AskAsync(All);
        if (what is "manager")
        {
            await rig.Hub.RefuseAsync(Manager);
        }
        else
        {
            await rig.Hub.AcceptAsync(Manager);
            if (what is "list")
            {
                await rig.Hub.AckAsync(await rig.Hub.ReadCallAsync("getDevices"), "\"timeout\"");
            }
            else
            {
                await rig.Hub.ListAsync();
                await rig.Hub.RefuseAsync("homey:device:a");
                await rig.Hub.ListAsync();
            }

            await rig.Hub.ReadAsync("unsubscribe", Manager);
        }

        (await watching.Soon()).ShouldBe(WatchOutcome.Refused("timeout"));
        rig.Session.Notice.ShouldBeNull();
        await rig.SettleAsync();
        await rig.WatchAsync(All);
    }

    [Fact]
    public async Task Reconnect_AllDevices_TellsWhatCameWentAndChanged()
    {
        await using var rig = await OpenAsync("a", "b", "c");
        await rig.WatchAsync(All);
        var before = rig.Events.Count;

        await rig.OpenNextAsync();
        rig.Hub.Devices["a"] = ScriptedHomeyConnection.Device("a");
        rig.Hub.Devices["b"] = ScriptedHomeyConnection.Device("b", name: "Corridor", onoff: false);
        rig.Hub.Devices["d"] = ScriptedHomeyConnection.Device("d");
        await rig.WatchAsync(All);

        rig.Events.Skip(before).ShouldBe(
        [
            """homey:device:c delete {"id":"c"}""",
            $"homey:device:b update {rig.Hub.Devices["b"]!.ToJsonString()}",
            """homey:device:b capability {"capabilityId":"onoff","value":false}""",
            """homey:device:d capability {"capabilityId":"onoff","value":true}""",
        ], ignoreOrder: true);
    }

    private static async Task<HomeySessionRig> OpenAsync(params string[] devices)
    {
        var rig = await HomeySessionRig.OpenAsync();
        foreach (var id in devices)
        {
            rig.Hub.Devices[id] = ScriptedHomeyConnection.Device(id);
        }

        return rig;
    }
}
