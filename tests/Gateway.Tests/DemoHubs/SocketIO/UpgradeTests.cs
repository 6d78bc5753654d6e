using System.Net;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class UpgradeTests
{
    [Theory]
    [InlineData(nameof(ServerGeneration.V4), 4)]
    [InlineData(nameof(ServerGeneration.V2), 3)]
    public async Task Session_Upgraded_GoesOnOverTheWebSocket(string generation, int revision)
    {
        await using var hub = await EchoDemoHub.StartAsync(
            new EchoDemoHubOptions { Living = false, Generation = Enum.Parse<ServerGeneration>(generation) });
        using var polling = new PollingClient(hub.Url, revision);
        await polling.OpenAsync();
        if (revision == 4)
        {
            await polling.PostAsync("40");
            await polling.GetAsync();
        }

        using var client = await EngineClient.DialAsync(hub.Url, $"EIO={revision}&transport=websocket&sid={polling.Sid}");
        var waiting = polling.GetAsync();
        (await client.AskAsync("2probe")).ShouldBe("3probe");
        (await waiting.Soon()).ShouldBe(revision == 4 ? "6" : "1:6");

        // Until the client says so, polling carries what comes.
        hub.Emit("/", "before");
        await client.SendAsync("5");
        (await client.ReadAsync()).ShouldBe("42[\"before\"]");
        (await client.AskAsync("42[\"echo\"]")).ShouldBe("42[\"echo\"]");
        (await polling.AskAsync()).ShouldBe((HttpStatusCode.BadRequest, """{"code":3,"message":"Bad request"}"""));
        hub.ConnectionsOpened.ShouldBe(1);
        hub.CountReceived("5").ShouldBe(1);
    }

    [Fact]
    public async Task Probe_OfAnUnknownSession_IsRefused()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => EngineClient.DialAsync(hub.Url, "EIO=4&transport=websocket&sid=nobody"));
    }

    [Fact]
    public async Task Probe_ASecondOne_IsClosedAndTheFirstGoesOn()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var polling = await OpenAsync(hub);
        var query = $"EIO=4&transport=websocket&sid={polling.Sid}";
        using var first = await EngineClient.DialAsync(hub.Url, query);
        (await first.AskAsync("2probe")).ShouldBe("3probe");
        using var second = await EngineClient.DialAsync(hub.Url, query);
        await second.ShouldCloseAsync();
        await first.SendAsync("5");
        (await first.AskAsync("42[\"echo\"]")).ShouldBe("42[\"echo\"]");
    }

    [Fact]
    public async Task Probe_ThatFails_LeavesPollingAsItWas()
    {
        var time = new FakeTime();
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, TimeProvider = time });
        using var polling = await OpenAsync(hub);
        using (var wrong = await EngineClient.DialAsync(hub.Url, $"EIO=4&transport=websocket&sid={polling.Sid}"))
        {
            await wrong.SendAsync("42[\"echo\"]");
            await wrong.ShouldCloseAsync();
        }

        using (var slow = await EngineClient.DialAsync(hub.Url, $"EIO=4&transport=websocket&sid={polling.Sid}"))
        {
            (await slow.AskAsync("2probe")).ShouldBe("3probe");
            time.Advance(TimeSpan.FromSeconds(10));
            await slow.ShouldCloseAsync();
        }

        await polling.PostAsync("42[\"echo\"]");
        (await polling.GetAsync()).ShouldBe("42[\"echo\"]");
    }

    private static async Task<PollingClient> OpenAsync(EchoDemoHub hub)
    {
        var polling = new PollingClient(hub.Url, revision: 4);
        await polling.OpenAsync();
        await polling.PostAsync("40");
        await polling.GetAsync();
        return polling;
    }
}
