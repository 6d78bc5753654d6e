using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzReconnectTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Hub_KilledAndRestarted_DifferenceComesAsEventsInTheSameEpoch()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*", "groups/*");
        var epoch = client.Epoch;

        await hub.KillAsync();
        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        await client.UntilTopicAsync("lights/*", "pending");
        hub.SetState("lights", "3", new JsonObject { ["on"] = true });
        hub.RemoveLight("4");
        var added = hub.AddLight("Desk");
        await hub.RestartAsync();
        await client.UntilTopicAsync("lights/*", "live", times: 2);
        await host.UntilAsync("online");

        // The new light was given the number of the one that went.
        added.ShouldBe("4");
        client.LiveEvents.ShouldBe(["lights/4 deleted", "lights/4 added", "lights/3 changed", "groups/1 changed"], ignoreOrder: true);
        client.Epoch.ShouldBe(epoch);
        client.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task Hub_Stopped_ClosesAndIsFoundAgain()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*", "scenes/*");

        await hub.StopAsync();
        await client.UntilTopicAsync("lights/*", "pending");
        await hub.RestartAsync();
        await client.UntilTopicAsync("scenes/*", "live", times: 2);
        hub.CallScene("1", "1");

        await client.UntilEventAsync("scenes/1/1", "scene-called");
        client.LiveEvents.ShouldBe(["scenes/1/1 scene-called"]);
    }

    [Fact]
    public async Task Hub_RestartedWithAnotherWebSocketPort_IsFoundThere()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { OwnWebSocketPort = true });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*");
        var before = hub.WebSocketPort;

        await hub.RestartAsync(anotherWebSocketPort: true);
        await client.UntilTopicAsync("lights/*", "live", times: 2);
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 3 });

        await client.UntilEventAsync("lights/1", "changed");
        hub.WebSocketPort.ShouldNotBe(before);
    }

    [Fact]
    public async Task Hub_PressedInTheGap_MakesNoPressAfterwards()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("sensors/*");
        var epoch = client.Epoch;

        await hub.KillAsync();
        await client.UntilTopicAsync("sensors/*", "pending");
        hub.PressButton("4", 1002);
        await hub.RestartAsync();
        await client.UntilTopicAsync("sensors/*", "live", times: 2);
        hub.PressButton("4", 3002);
        await client.UntilEventAsync("sensors/4", "changed");

        client.LiveEvents.ShouldBe(["sensors/4 changed"]);
        client.Messages.Last(static message => message.Kind is "event").Body["data"]!["state"]!["buttonevent"]!.GetValue<int>().ShouldBe(3002);

        // A press was missed: who resumes from before must not hear that nothing was.
        client.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Snapshot_TakenWhileTheHouseChanges_IsOlderThanTheFramesAndOverruledByThem()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*", "sensors/*");

        // The whole state is made, and kept back while the socket, open already, tells more.
        hub.HoldAnswers("GET");
        hub.AbortConnections();
        await Eventually.TrueAsync(() => hub.CountReceived("GET") == 2 && hub.OpenConnections == 1, "the next session has its socket and asks for everything");
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 99 });
        hub.PressButton("4", 1002);
        hub.ReleaseAnswers("GET");

        await client.UntilEventAsync("sensors/4", "changed");
        client.LiveEvents.ShouldBe(["lights/1 changed", "sensors/4 changed"]);
        (await host.StateAsync("lights/1")).Single()["data"]!["state"]!["bri"]!.GetValue<int>().ShouldBe(99);
    }

    [Fact]
    public async Task Hub_Frozen_IsFoundByThePingAndBackAfterwards()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub, new JsonObject { ["PingAfter"] = "00:00:00.300", ["PingTimeout"] = "00:00:00.300" });
        await using var client = await host.OpenLiveAsync("lights/*");

        hub.Freeze();
        await client.UntilTopicAsync("lights/*", "pending");
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("(silent)", StringComparison.Ordinal)), "the log says that it was silent");
        hub.Unfreeze();

        await client.UntilTopicAsync("lights/*", "live", times: 2);
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 3 });
        await client.UntilEventAsync("lights/1", "changed");
    }

    [Fact]
    public async Task Hub_QuietButAlive_IsNotDropped()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub, new JsonObject { ["PingAfter"] = "00:00:00.100", ["PingTimeout"] = "00:00:10", ["CompareEvery"] = "00:00:00.100" });
        await using var client = await host.OpenLiveAsync("lights/*");

        await Eventually.TrueAsync(() => hub.NotModifiedServed + hub.SnapshotsServed > 10, "a second or more without a frame");
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 3 });

        await client.UntilEventAsync("lights/1", "changed");
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Configuration_ChangedWhileRunning_ClientsStayAndGetTheDifference()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var other = await DeconzDemoHub.StartAsync(Still with { BridgeId = "00212EFFFF000002" });
        other.SetState("lights", "3", new JsonObject { ["bri"] = 200 });
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*");

        host.Entry["Url"] = other.Url.ToString();
        host.Entry["Token"] = other.Token;
        host.Save();
        await client.UntilTopicAsync("lights/*", "live", times: 2);

        client.LiveEvents.ShouldBe(["lights/3 changed"]);
        client.HasEnded.ShouldBeFalse();
        await Eventually.TrueAsync(() => hub.OpenConnections == 0, "the old gateway is left");
        other.SetState("lights", "1", new JsonObject { ["bri"] = 3 });
        await client.UntilEventAsync("lights/1", "changed");
    }

    [Fact]
    public async Task LastClient_LeavesAndOneComesAgain_ValuesAreCurrent()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using (await host.OpenLiveAsync("lights/*"))
        {
            // It comes and goes.
        }

        await Eventually.TrueAsync(() => host.Http.GetStringAsync("/api/hubs/deconz/subscriptions").GetAwaiter().GetResult() is "[]", "the registry lets go after its linger");
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 10 });

        await using var again = await host.OpenLiveAsync("lights/*");

        again.Snapshot.Count.ShouldBe(5);
        await Eventually.TrueAsync(() => BrightnessOf(host) == 10, "the value is current");
    }

    private static int BrightnessOf(DeconzHost host) =>
        host.StateAsync("lights/1").GetAwaiter().GetResult().Single()["data"]!["state"]!["bri"]!.GetValue<int>();
}
