using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The product in front of a demo Homey that is killed, frozen, flooded, or throws us out.</summary>
public sealed class HomeyReconnectTests
{
    private const string All = "homey:device:*";
    private const string Flows = "homey:manager:flow";
    private const string Light = "light1";

    [Fact]
    public async Task HubKilledAndRestarted_DevicesOnly_DifferenceComesAsEventsInTheSameEpoch()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);
        var epoch = client.Epoch;

        await hub.KillAsync();
        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldNotBeEmpty();
        hub.SetCapability(Light, "onoff", true);
        hub.RemoveDevice("gone");
        hub.AddDevice("Plug", "socket", """{"onoff":false}""", "new");
        await hub.RestartAsync();

        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(1);
        await client.UntilTopicAsync(All, "live", times: 2);
        client.Changes().ShouldBe(
            [$"homey:device:{Light} capability onoff=true", "homey:device:new capability onoff=false", "homey:device:gone delete ="], ignoreOrder: true);
        client.Epoch.ShouldBe(epoch);
        client.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task HubKilledAndRestarted_ManagerWanted_EveryTopicIsLiveInANewEpoch()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All, Flows);
        var epoch = client.Epoch;

        await hub.KillAsync();
        await host.UntilAsync("retrying");
        await hub.RestartAsync();
        await client.UntilTopicAsync(Flows, "live", times: 2);
        await client.UntilTopicAsync(All, "live", times: 2);

        client.Epoch.ShouldNotBe(epoch, StringComparer.Ordinal);
        hub.Emit(Flows, "flow.update", "1");
        await client.UntilEventAsync(Flows, "flow.update");
    }

    [Fact]
    public async Task KickedFromTheNamespace_TransportStays_LogsInAgainAndTellsTheDifference()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);

        hub.KickNamespace();
        hub.SetCapability(Light, "dim", 0.9);

        await client.UntilTopicAsync(All, "live", times: 2);
        await host.UntilAsync("online");
        client.Changes().ShouldBe([$"homey:device:{Light} capability dim=0.9"]);
        hub.CountReceived("handshakeClient").ShouldBe(2);
        host.Log.Lines.ShouldContain(static line => line.Text.Contains("(removed)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task HubFreezes_WithoutAWord_IsFoundAndHealed()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub, new JsonObject { ["PingInterval"] = "00:00:00.300", ["PingTimeout"] = "00:00:00.300" });
        await using var client = await host.OpenLiveAsync($"homey:device:{Light}");

        hub.Freeze();
        await client.UntilTopicAsync($"homey:device:{Light}", "pending");
        await Eventually.TrueAsync(() => host.Log.Lines.Any(static line => line.Text.Contains("(silent)", StringComparison.Ordinal)), "the reason is in the log");
        hub.Unfreeze();

        await client.UntilTopicAsync($"homey:device:{Light}", "live", times: 2);
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task HubDropsUs_AgainAndAgain_IsHealedWithoutRepetition()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);

        for (var round = 2; round <= 3; round++)
        {
            hub.DropConnections();
            await client.UntilTopicAsync(All, "live", round);
        }

        client.LiveEvents.ShouldBeEmpty();
        (await host.UntilAsync("online"))["reconnects"]!.GetValue<int>().ShouldBe(2);
        hub.OpenConnections.ShouldBe(1);
    }

    [Fact]
    public async Task Flood_OfOneTopic_LeavesCommandsAndOtherTopicsAlive()
    {
        const int events = 20_000;
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var flooded = await host.OpenLiveAsync(Flows);
        await using var other = await host.OpenLiveAsync($"homey:device:{Light}");

        var flooding = hub.FloodAsync(Flows, events, bytesPerEvent: 100);
        (await host.CommandAsync("getDevices homey:manager:devices")).Body["status"]!.GetValue<string>().ShouldBe("ok");
        await flooding.Soon();
        hub.SetCapability(Light, "onoff", true);
        await other.UntilEventAsync($"homey:device:{Light}", "capability");

        await Eventually.TrueAsync(() => flooded.Messages.Any(static message => message.Body["data"]?["i"]?.GetValue<int>() == events - 1), "the newest event arrives");
        hub.ConnectionsOpened.ShouldBe(1);
        var gaps = flooded.Messages.Where(static message => message.Kind is "gap").Sum(static message => message.Body["dropped"]!.GetValue<int>() + message.Body["conflated"]!.GetValue<int>());
        flooded.LiveEvents.Count.ShouldBe(events - gaps);
    }

    [Fact]
    public async Task Garbage_FromTheHub_IsSurvived()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(Flows);

        foreach (var packet in (string[])["4", "42", "42/api,{", "42/api,[]", "42/api,[7]", $"42/api,[\"{Flows}\",{{}}]", "43/api,77[null]", "44/api,\"x\"", "45x", "9"])
        {
            await hub.SendRawAsync(packet);
        }

        await hub.SendBinaryAsync(new byte[] { 4, 1, 2 });
        hub.Emit(Flows, "flow.update", "1");
        await client.UntilEventAsync(Flows, "flow.update");

        client.LiveEvents.ShouldBe([$"{Flows} flow.update"]);
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Configuration_AddressAndTokenChanged_ClientsStayAndAreToldTheDifference()
    {
        await using var hub = await StartAsync();
        await using var other = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);
        other.SetCapability(Light, "onoff", true);

        host.Configure("Url", other.Url.ToString());
        host.ErrorsAreExpected = true;
        await host.UntilAsync("refused");
        host.Configure("Token", other.Token);

        await client.UntilTopicAsync(All, "live", times: 2);
        client.Changes().ShouldBe([$"homey:device:{Light} capability onoff=true"]);
        client.HasEnded.ShouldBeFalse();
        await Eventually.TrueAsync(() => hub.OpenConnections == 0, "the old address is left");
    }

    private static async Task<HomeyDemoHub> StartAsync()
    {
        var hub = await HomeyDemoHub.StartAsync(new HomeyDemoHubOptions { Living = false });
        hub.AddDevice("Lamp", "light", """{"onoff":false,"dim":0.5}""", Light);
        hub.AddDevice("Old", "light", """{"onoff":false}""", "gone");
        return hub;
    }
}
