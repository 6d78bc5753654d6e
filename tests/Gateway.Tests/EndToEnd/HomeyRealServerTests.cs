using System.Net;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.SocketIO.Servers;

namespace Gateway.Tests.EndToEnd;

/// <summary>The product in front of a Homey whose socket is the unmodified socket.io 2.5.1, in a process of its own.</summary>
public sealed class HomeyRealServerTests : IAsyncLifetime
{
    private const string Token = "a-key-of-the-stand-in";
    private const string All = "homey:device:*";
    private const string Hall = "homey:device:3f1c";
    private SocketIOServer _homey = null!;

    public async Task InitializeAsync() => _homey = await SocketIOServer.StartScriptAsync("homey", ["--token", Token, "--namespace", "/v7"]);

    public Task DisposeAsync() => _homey.DisposeAsync().AsTask();

    [Fact]
    public async Task Topics_OfTwoClients_AreSubscribedOncePerUriAndUnsubscribedWithTheLast()
    {
        await using var host = await OnlineAsync();
        var all = await host.OpenLiveAsync(All);
        var one = await host.OpenLiveAsync(Hall);
        all.Values().ShouldBe([$"{Hall} onoff=true", $"{Hall} dim=0.42", "homey:device:9ab2 onoff=false"], ignoreOrder: true);

        await _homey.SendAsync("""set {"deviceId":"3f1c","capabilityId":"dim","value":0.5}""");
        await all.UntilEventAsync(Hall, "capability");
        await one.UntilEventAsync(Hall, "capability");
        var counts = await _homey.SendAsync("counts");
        counts["subscribes"]!.AsObject().Select(static row => $"{row.Key} {row.Value}")
            .ShouldBe(["homey:manager:devices 1", $"{Hall} 1", "homey:device:9ab2 1"], ignoreOrder: true);

        await all.DisposeAsync();
        await one.DisposeAsync();
        await UntilAsync(static counts => counts["subscriptions"]!.AsObject().Count == 0, "the hub is un-asked");
        (await _homey.SendAsync("counts"))["unsubscribes"]!.AsObject().ShouldAllBe(static row => row.Value!.GetValue<int>() == 1);
    }

    [Fact]
    public async Task Devices_AddedAndRemoved_AreFollowed()
    {
        await using var host = await OnlineAsync();
        await using var client = await host.OpenLiveAsync(All);

        await _homey.SendAsync("""add {"device":{"id":"new","name":"New","capabilities":{"onoff":true}}}""");
        await client.UntilEventAsync("homey:device:new", "capability");
        await _homey.SendAsync("""remove {"id":"3f1c"}""");
        await client.UntilEventAsync(Hall, "delete");

        await UntilAsync(static counts => counts["subscriptions"]!.AsObject() is { Count: 3 } held && held.ContainsKey("homey:device:new") && !held.ContainsKey(Hall), "the URIs are those of the house");
        (await host.StateAsync(All)).ShouldAllBe(static value => !value.StartsWith(Hall, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kicked_AndNamedAnotherNamespace_FollowsIt()
    {
        await using var host = await OnlineAsync();
        await using var client = await host.OpenLiveAsync(Hall);

        await _homey.SendAsync("""namespace {"name":"/v8"}""");
        await _homey.SendAsync("""set {"deviceId":"3f1c","capabilityId":"onoff","value":false}""");
        await _homey.SendAsync("""namespace {"name":"/v7"}""");
        await _homey.SendAsync("kick");
        await _homey.SendAsync("""namespace {"name":"/v8"}""");

        await client.UntilTopicAsync(Hall, "live", times: 2);
        client.Changes().ShouldBe([$"{Hall} capability onoff=false"]);
        await _homey.SendAsync("""set {"deviceId":"3f1c","capabilityId":"dim","value":1}""");
        await Eventually.TrueAsync(() => client.Changes().Contains($"{Hall} capability dim=1", StringComparer.Ordinal), "events come in the new namespace");
    }

    [Fact]
    public async Task KilledAndRestarted_HealsWithTheDifference()
    {
        await using var host = await OnlineAsync();
        await using var client = await host.OpenLiveAsync(All);
        await _homey.SendAsync("""set {"deviceId":"9ab2","capabilityId":"onoff","value":true}""");
        await client.UntilEventAsync("homey:device:9ab2", "capability");

        await _homey.KillAsync();
        await host.UntilAsync("retrying");
        await _homey.RestartAsync();

        await client.UntilTopicAsync(All, "live", times: 2);
        client.Changes().ShouldBe(["homey:device:9ab2 capability onoff=true", "homey:device:9ab2 capability onoff=false"]);
    }

    [Fact]
    public async Task Frozen_IsFoundAndHealed()
    {
        await using var host = await OnlineAsync(new JsonObject { ["PingInterval"] = "00:00:00.500", ["PingTimeout"] = "00:00:00.500" });
        await using var client = await host.OpenLiveAsync(Hall);

        await _homey.FreezeAsync();
        await client.UntilTopicAsync(Hall, "pending");
        _homey.Unfreeze();

        await client.UntilTopicAsync(Hall, "live", times: 2);
    }

    [Fact]
    public async Task Flow_ConnectionLostInTheMiddle_IsUnknownAndRanOnce()
    {
        await using var host = await OnlineAsync();
        await _homey.SendAsync("dropCall");

        var (status, _) = await host.CommandAsync("triggerFlow homey:manager:flow", new JsonObject { ["id"] = "77aa" });

        status.ShouldBe(HttpStatusCode.BadGateway);
        await UntilAsync(static counts => counts["handshakes"]!["accepted"]!.GetValue<int>() == 2, "the second login");
        await host.UntilAsync("online");
        (await host.CommandAsync("POST /api/manager/flow/flow/88bb/trigger")).Status.ShouldBe(HttpStatusCode.OK);
        (await _homey.SendAsync("counts"))["flows"]!.ToJsonString().ShouldBe("""{"77aa":1,"88bb":1}""");
    }

    [Fact]
    public async Task LoginAndTopicRefusedOnce_AreBothAskedAgain()
    {
        await _homey.SendAsync("""refuseHandshake {"error":"homey_offline"}""");
        await _homey.SendAsync("""refuseSubscribe {"uri":"homey:manager:flow","error":"timeout"}""");
        await using var host = await OnlineAsync();
        await using var client = await host.OpenLiveAsync("homey:manager:flow");

        var counts = await _homey.SendAsync("counts");
        counts["handshakes"]!.ToJsonString().ShouldBe("""{"refused":1,"accepted":1}""");
        counts["subscribes"]!["homey:manager:flow"]!.GetValue<int>().ShouldBe(2);
    }

    private async Task<HomeyHost> OnlineAsync(JsonObject? homey = null)
    {
        var host = HomeyHost.Start(_homey.Url, Token, homey, linger: "00:00:00.200");
        await host.UntilAsync("online");
        return host;
    }

    private async Task UntilAsync(Func<JsonNode, bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Eventually.Limit);
        while (!condition(await _homey.SendAsync("counts")))
        {
            limit.IsCancellationRequested.ShouldBeFalse($"Waited in vain: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }
}
