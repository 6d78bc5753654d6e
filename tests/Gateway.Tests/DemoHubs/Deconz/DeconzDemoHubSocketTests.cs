using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Deconz;

public sealed class DeconzDemoHubSocketTests
{
    private static readonly DeconzDemoHubOptions Still = new() { Living = false };

    [Fact]
    public async Task Frames_OfALight_ComeBeforeThoseOfItsGroups()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { NotifyAll = false });
        using var client = await OpenAsync(hub);

        await client.SendAsync("PUT", "lights/3/state", """{"on":true}""");

        (await client.NextTextAsync()).ShouldBe("""{"t":"event","e":"changed","r":"lights","id":"3","uniqueid":"00:17:88:01:02:03:00:03-0b","state":{"on":true}}""");
        (await client.NextTextAsync()).ShouldBe("""{"t":"event","e":"changed","r":"groups","id":"1","state":{"all_on":true,"any_on":true}}""");
    }

    [Fact]
    public async Task Frames_NotifyAll_HoldTheWholePart()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = await OpenAsync(hub);

        hub.SetState("lights", "1", new JsonObject { ["bri"] = 7 });

        (await client.NextAsync())!["state"]!.ToJsonString().ShouldBe("""{"alert":"none","bri":7,"on":false,"reachable":true}""");
    }

    [Theory]
    [InlineData(true, """{"t":"event","e":"changed","r":"lights","id":"1","uniqueid":"00:17:88:01:02:03:00:01-0b","name":"Porch"}""")]
    [InlineData(false, """{"t":"event","e":"changed","r":"lights","id":"1","uniqueid":"00:17:88:01:02:03:00:01-0b","attr":{"name":"Porch"}}""")]
    public async Task Frames_OfARename_HaveEitherForm(bool isFlat, string frame)
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { FlatRenames = isFlat, NotifyAll = false });
        using var client = await OpenAsync(hub);

        hub.Rename("lights", "1", "Porch");

        (await client.NextTextAsync()).ShouldBe(frame);
    }

    [Fact]
    public async Task Frames_OfNewAndGoneThings_AreAsInTheSource()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = await OpenAsync(hub);

        var light = hub.AddLight("Desk");
        hub.RemoveLight(light);
        hub.AddGroup("Attic").ShouldBe("3");
        hub.CallScene("1", "2");

        var added = (await client.NextAsync())!;
        added["light"]!["name"]!.GetValue<string>().ShouldBe("Desk");
        (await client.NextTextAsync()).ShouldBe($$"""{"t":"event","e":"deleted","r":"lights","id":"{{light}}","uniqueid":"{{added["uniqueid"]}}"}""");
        (await client.NextTextAsync()).ShouldBe("""{"t":"event","e":"added","r":"groups","id":"3"}""");
        (await client.NextTextAsync()).ShouldBe("""{"t":"event","e":"scene-called","r":"scenes","gid":"1","scid":"2"}""");
    }

    [Fact]
    public async Task Button_PressedTwice_HasTwoTimes()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { TimeProvider = new FakeTime() });
        using var client = await OpenAsync(hub);

        hub.PressButton("4", 1002);
        hub.PressButton("4", 1002);

        var first = (await client.NextAsync())!["state"]!;
        var second = (await client.NextAsync())!["state"]!;
        first["buttonevent"]!.GetValue<int>().ShouldBe(1002);
        second["lastupdated"]!.GetValue<string>().ShouldNotBe(first["lastupdated"]!.GetValue<string>(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Socket_OfItsOwnPort_IsNotOnTheRestPort()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { OwnWebSocketPort = true });
        using var socket = new ClientWebSocket();

        await Should.ThrowAsync<WebSocketException>(socket.ConnectAsync(new Uri($"ws://127.0.0.1:{hub.Url.Port}/"), CancellationToken.None).Soon());

        using var client = await OpenAsync(hub);
        hub.Hear("lights", "1");
        (await client.NextAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Restart_AnotherWebSocketPort_IsToldByTheConfiguration()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still with { OwnWebSocketPort = true });
        var (rest, before) = (hub.Url.Port, hub.WebSocketPort);

        await hub.RestartAsync(anotherWebSocketPort: true).Soon();

        hub.Url.Port.ShouldBe(rest);
        hub.WebSocketPort.ShouldNotBe(before);
        using var client = new DeconzClient(hub);
        (await client.SendAsync("GET", "config")).Body!["websocketport"]!.GetValue<int>().ShouldBe(hub.WebSocketPort);
    }

    [Fact]
    public async Task LivingHouse_EqualSeeds_TellTheSame()
    {
        var stories = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            var time = new FakeTime();
            await using var hub = await DeconzDemoHub.StartAsync(new DeconzDemoHubOptions { TimeProvider = time, Seed = 7 });
            using var client = await OpenAsync(hub);
            var story = "";
            for (var step = 0; step < 20; step++)
            {
                await Eventually.TrueAsync(() => time.Timers > 0, "the house waits for its next step");
                time.Advance(TimeSpan.FromSeconds(1));
                story += await client.NextTextAsync();
            }

            stories.Add(story);
        }

        stories[1].ShouldBe(stories[0]);
        stories[0].ShouldContain("lastseen");
    }

    [Fact]
    public async Task Freeze_AndUnfreeze_NothingIsLost()
    {
        await using var hub = await DeconzDemoHub.StartAsync(Still);
        using var client = await OpenAsync(hub);
        hub.Freeze();
        var answer = client.SendAsync("GET", "lights");
        hub.Hear("lights", "1");
        var frame = client.NextAsync();
        (answer.IsCompleted || frame.IsCompleted).ShouldBeFalse();

        hub.Unfreeze();

        (await frame).ShouldNotBeNull();
        await answer;
    }

    private static async Task<DeconzClient> OpenAsync(DeconzDemoHub hub)
    {
        var client = new DeconzClient(hub);
        var before = hub.OpenConnections;
        await client.OpenAsync();
        await Eventually.TrueAsync(() => hub.OpenConnections > before, "the socket is entered");
        return client;
    }
}
