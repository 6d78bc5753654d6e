using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.Deconz;

public sealed class DeconzFaultTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Key_RemovedWhileOnline_IsFinalAtTheNextComparison()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub, new JsonObject { ["CompareEvery"] = "00:00:00.200" });
        host.ErrorsAreExpected = true;
        await using var client = await host.OpenLiveAsync("lights/*");

        hub.RemoveKeys();

        (await host.UntilAsync("refused"))["reason"]!.GetValue<string>().ShouldContain("pair deconz");
        await client.UntilTopicAsync("lights/*", "pending");
        await Eventually.TrueAsync(() => hub.OpenConnections == 0, "the gateway is left alone");
    }

    [Fact]
    public async Task Key_RemovedWhileOnline_IsFinalAtTheNextCommand()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        host.ErrorsAreExpected = true;
        hub.RemoveKeys();

        var (_, answer) = await host.CommandAsync("PUT lights/1/state", """{"on":true}""");

        answer["hubError"]!.ToJsonString().ShouldBe("""[{"error":{"address":"/lights/1/state","description":"unauthorized user","type":1}}]""");
        await host.UntilAsync("refused");
    }

    [Fact]
    public async Task Key_Wrong_IsFinalAndAnotherOneInTheConfigurationCures()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = DeconzHost.Start(hub);
        host.ErrorsAreExpected = true;
        await host.UntilAsync("online");
        hub.ChangeToken("0123456789");
        await host.ReconnectAsync();
        await host.UntilAsync("refused");
        var asked = hub.CountReceived("GET config");

        host.Entry["Token"] = hub.Token;
        host.Save();

        await host.UntilAsync("online");
        hub.CountReceived("GET config").ShouldBe(asked + 1);
    }

    [Fact]
    public async Task AnotherGateway_AtTheSameAddress_IsNotTaken()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*");

        hub.ChangeBridgeId("00212EFFFF00BEEF");
        hub.RemoveLight("1");
        await client.UntilEventAsync("lights/1", "deleted");
        hub.SetState("lights", "2", new JsonObject { ["bri"] = 1 });
        hub.AbortConnections();

        (await host.UntilAsync("retrying", "00212EFFFF00BEEF"))["reason"]!.GetValue<string>().ShouldContain("Another gateway");
        hub.ChangeBridgeId("00212EFFFF000001");
        await host.UntilAsync("online");
    }

    [Fact]
    public async Task WebSocket_ThatSaysNothing_IsToldAndWhatDiffersIsFetched()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        hub.Mute(isMute: true);
        await using var host = await DeconzHost.StartAsync(hub, new JsonObject { ["CompareEvery"] = "00:00:00.200" });
        await using var client = await host.OpenLiveAsync("lights/*");

        hub.SetState("lights", "1", new JsonObject { ["bri"] = 3 });
        await client.UntilEventAsync("lights/1", "changed");
        await host.UntilAsync("degraded", "tells nothing");
        hub.Mute(isMute: false);
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 4 });

        await host.UntilAsync("online");
        hub.ConnectionsOpened.ShouldBe(1);
    }

    [Fact]
    public async Task Garbage_OfEveryKind_IsCountedLoggedOnceAndSurvived()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("*");

        foreach (var garbage in (string[])["", "{", "null", "[]", "\"x\"", "{}", """{"t":"event","e":"changed","r":"lights"}""", """{"t":"event","e":"changed","r":"lights","id":{}}""", new string('[', 100_000)])
        {
            await hub.SendRawAsync(garbage);
        }

        await hub.SendBinaryAsync(new byte[] { 1, 2, 3 });
        hub.SetState("lights", "1", new JsonObject { ["bri"] = 3 });
        await client.UntilEventAsync("lights/1", "changed");

        hub.ConnectionsOpened.ShouldBe(1);
        host.Log.Lines.Count(static line => line.Text.Contains("is no message")).ShouldBe(1);
    }

    [Fact]
    public async Task Flood_OfOneLight_EndsWithItsNewestValue()
    {
        const int frames = 20_000;
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/1");

        await hub.FloodAsync(frames, bytesPerEvent: 200).Soon();
        await Eventually.TrueAsync(
            () => host.StateAsync("lights/1").GetAwaiter().GetResult().Single()["data"]!["state"]!["i"]?.GetValue<int>() == frames - 1, "the last frame is the value");

        hub.ConnectionsOpened.ShouldBe(1);
        client.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task FrameAboveTheBound_EndsTheSessionWhichIsOpenedAgain()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        await using var host = await DeconzHost.StartAsync(hub);
        await using var client = await host.OpenLiveAsync("lights/*");

        await hub.SendRawAsync(new string(' ', (16 << 20) + 1));
        await client.UntilTopicAsync("lights/*", "live", times: 2);

        hub.ConnectionsOpened.ShouldBe(2);
    }

    [Fact]
    public async Task SomethingElse_AtTheAddress_IsNotTheHub()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { ShowHtml = true });
        await using var host = DeconzHost.Start(hub);

        (await host.UntilAsync("retrying"))["reason"]!.GetValue<string>().ShouldContain("does not speak deCONZ");
    }
}
