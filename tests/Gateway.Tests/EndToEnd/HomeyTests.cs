using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The product in front of the demo Homey: topics, sharing, commands.</summary>
public sealed class HomeyTests
{
    private const string All = "homey:device:*";
    private const string Manager = "homey:manager:devices";
    private const string Flows = "homey:manager:flow";
    private const string Light = "light1";
    private static readonly HomeyDemoHubOptions Still = new() { Living = false, Namespace = "/v7" };

    [Fact]
    public async Task PlainUrl_IsEnough_AndTheStatusTellsVersionAndGeneration()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);

        var status = await host.UntilAsync("online");

        status["version"]!.GetValue<string>().ShouldBe("12.0.0, socket.io 2, EIO 3");
        status["roundTripMs"].ShouldNotBeNull();
        hub.Requests.ShouldAllBe(static request => !request.Contains("polling", StringComparison.Ordinal));
        hub.CountReceived("40/v7").ShouldBe(1);
    }

    [Fact]
    public async Task ManyClients_OnTopicsThatOverlap_AreOneSubscriptionPerUriUntilTheLastHasLeft()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub, linger: "00:00:00.200");
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.OpenLiveAsync(All)));
        var one = await host.OpenLiveAsync($"homey:device:{Light}", Manager);

        hub.SetCapability(Light, "onoff", true);
        foreach (var client in all.Append(one))
        {
            await client.UntilEventAsync($"homey:device:{Light}", "capability");
            client.LiveEvents.Count.ShouldBe(1);
        }

        hub.ConnectionsOpened.ShouldBe(1);
        foreach (var uri in hub.DeviceIds.Select(static id => $"homey:device:{id}").Append(Manager))
        {
            hub.CountReceived($"subscribe:{uri}").ShouldBe(1, uri);
        }

        await Task.WhenAll(all.Select(static client => client.DisposeAsync().AsTask()));
        await Eventually.TrueAsync(() => hub.ActiveSubscriptions.Count == 2, "what the one client needs is left");
        hub.ActiveSubscriptions.ShouldBe([$"homey:device:{Light}", Manager], ignoreOrder: true);
        await one.DisposeAsync();
        await Eventually.TrueAsync(() => hub.ActiveSubscriptions.Count == 0, "the hub is un-asked");
        hub.CountReceived("unsubscribe").ShouldBe(hub.DeviceIds.Count + 1);
    }

    [Fact]
    public async Task LastClient_ComesBackWithinTheLinger_HubIsNotAskedAgain()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await (await host.OpenLiveAsync(Flows)).DisposeAsync();

        await using var again = await host.OpenLiveAsync(Flows);

        hub.CountReceived($"subscribe:{Flows}").ShouldBe(1);
        hub.CountReceived("unsubscribe").ShouldBe(0);
    }

    [Fact]
    public async Task LateJoiner_GetsTheLastValueOfEachCapability()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var early = await host.OpenLiveAsync(All);
        hub.SetCapability(Light, "dim", 0.75, "mine");
        await early.UntilEventAsync($"homey:device:{Light}", "capability");
        var asked = hub.CountReceived("api");

        await using var late = await host.OpenLiveAsync($"homey:device:{Light}");

        late.Values().ShouldBe(
            [$$"""homey:device:{{Light}} onoff=false""", $$"""homey:device:{{Light}} dim=0.75"""], ignoreOrder: true);
        early.Snapshot.Count.ShouldBe((await host.StateAsync(All)).Count);
        (await host.StateAsync($"homey:device:{Light}")).Count.ShouldBe(2);
        (await host.StateAsync($"homey:device:{Light}")).ShouldContain(static value => value.Contains("\"transactionId\":\"mine\"", StringComparison.Ordinal));
        hub.CountReceived("api").ShouldBeLessThanOrEqualTo(asked + 1);
    }

    [Fact]
    public async Task Devices_ComeAndGo_WhileTheTopicOfAllIsLive()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);

        hub.AddDevice("Plug", "socket", """{"onoff":false}""", "plug");
        await client.UntilEventAsync("homey:device:plug", "capability");
        await Eventually.TrueAsync(() => hub.ActiveSubscriptions.Contains("homey:device:plug", StringComparer.Ordinal), "the new device is subscribed");
        hub.UpdateDevice("plug", "name", "Lamp");
        await client.UntilEventAsync("homey:device:plug", "update");
        hub.RemoveDevice("plug");
        await client.UntilEventAsync("homey:device:plug", "delete");
        await Eventually.TrueAsync(() => !hub.ActiveSubscriptions.Contains("homey:device:plug", StringComparer.Ordinal), "the device is let go");

        (await host.StateAsync(All)).ShouldAllBe(static value => !value.StartsWith("homey:device:plug ", StringComparison.Ordinal));
        client.LiveEvents.Count(static line => line is "homey:device:plug delete").ShouldBe(1);
    }

    [Fact]
    public async Task Event_Any_HasSecondArgumentUntouchedAndTheRestInMore()
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(Flows);

        hub.Emit(Flows, "flow.update", """{"id":"77aa","n":1.50}""", """{"changedKeys":["enabled"]}""");
        await client.UntilEventAsync(Flows, "flow.update");

        var body = client.Messages.Last(static message => message.Kind is "event").Body;
        body["data"]!.ToJsonString().ShouldBe("""{"id":"77aa","n":1.50}""");
        body["more"]!.ToJsonString().ShouldBe("""[{"changedKeys":["enabled"]}]""");
    }

    [Theory]
    [InlineData($"PUT /api/manager/devices/device/{Light}/capability/onoff", """{"value":true,"transactionId":"t1"}""")]
    [InlineData("setCapabilityValue homey:manager:devices", $$"""{"deviceId":"{{Light}}","capabilityId":"onoff","value":true,"transactionId":"t1"}""")]
    public async Task Command_ByEitherWay_IsDoneAndItsEchoCarriesTheTransaction(string name, string args)
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        await using var client = await host.OpenLiveAsync(All);

        var (status, body) = await host.CommandAsync(name, JsonNode.Parse(args)!.AsObject());

        ((int)status).ShouldBe(200, body.ToJsonString());
        body["status"]!.GetValue<string>().ShouldBe("ok");
        hub.Capability(Light, "onoff").ShouldBe("true");
        await client.UntilEventAsync($"homey:device:{Light}", "capability");
        client.Messages.Last(static message => message.Kind is "event").Body["data"]!["transactionId"]!.GetValue<string>().ShouldBe("t1");
    }

    [Theory]
    [InlineData($"PUT /api/manager/devices/device/{Light}/capability/onoff")]
    [InlineData("setCapabilityValue homey:manager:devices")]
    public async Task Command_HubSaysNo_Is422WithItsWords(string name)
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        hub.RefuseOperation("setCapabilityValue", 403, "missing_scopes", "Missing Scopes");

        var (status, body) = await host.CommandAsync(name, new JsonObject { ["deviceId"] = Light, ["capabilityId"] = "onoff", ["value"] = true });

        ((int)status).ShouldBe(422, body.ToJsonString());
        body["hubError"]!["error"]!.GetValue<string>().ShouldBe("missing_scopes");
        hub.Capability(Light, "onoff").ShouldBe("false");
    }

    [Theory]
    [InlineData("POST /api/manager/flow/flow/77aa0000-0000-4000-8000-000000000001/trigger")]
    [InlineData("triggerFlow homey:manager:flow")]
    public async Task Flow_HubCutsTheConnectionInTheMiddle_IsUnknownAndNeverTriggeredTwice(string name)
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        hub.CloseAfter("triggerFlow");

        var (status, body) = await host.CommandAsync(name, new JsonObject { ["id"] = "77aa0000-0000-4000-8000-000000000001" });

        ((int)status).ShouldBe(502, body.ToJsonString());
        body["type"]!.GetValue<string>().ShouldBe("urn:gateway:unknown");
        hub.AbortConnections();
        await Eventually.TrueAsync(() => hub.ConnectionsOpened == 2, "the second session");
        await host.UntilAsync("online");
        await using var client = await host.OpenLiveAsync(All);
        hub.TriggeredFlows.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("POST /api/manager/flow/flow/77aa0000-0000-4000-8000-000000000001/trigger")]
    [InlineData("triggerFlow homey:manager:flow")]
    public async Task Flow_HubKeepsItsAnswer_IsTimeoutAndNeverTriggeredTwice(string name)
    {
        await using var hub = await StartAsync();
        await using var host = await HomeyHost.OnlineAsync(hub);
        hub.HoldAnswers("triggerFlow");

        var (status, body) = await host.CommandAsync(name, new JsonObject { ["id"] = "77aa0000-0000-4000-8000-000000000001" }, timeoutMs: 300);

        ((int)status).ShouldBe(504, body.ToJsonString());
        hub.ReleaseAnswers("triggerFlow");
        (await host.CommandAsync("getDevices homey:manager:devices")).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        hub.TriggeredFlows.Count.ShouldBe(1);
    }

    private static async Task<HomeyDemoHub> StartAsync()
    {
        var hub = await HomeyDemoHub.StartAsync(Still);
        hub.AddDevice("Lamp", "light", """{"onoff":false,"dim":0.5}""", Light);
        return hub;
    }
}
