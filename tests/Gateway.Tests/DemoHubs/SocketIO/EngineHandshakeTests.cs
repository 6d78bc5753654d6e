using System.Net;
using System.Net.WebSockets;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class EngineHandshakeTests
{
    [Fact]
    public async Task WebSocket_Eio4_OpensWithLimitsAndWaitsForTheClient()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var client = await EngineClient.DialAsync(hub.Url);
        var open = await client.ReadJsonAsync("0");
        open["sid"]!.GetValue<string>().Length.ShouldBe(20);
        open.ToJsonString().ShouldEndWith(",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}");

        // Nothing comes by itself: the next frame is the answer.
        (await client.AskAsync("40")).ShouldNotBeNull().ShouldStartWith("40{\"sid\":\"");
        hub.OpenConnections.ShouldBe(1);
    }

    [Theory]
    [InlineData("EIO=3&transport=websocket")]
    [InlineData("EIO=4&transport=websocket")]
    [InlineData("transport=websocket")]
    public async Task WebSocket_Generation2_IsInTheRootUnasked(string query)
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Generation = ServerGeneration.V2 });
        using var client = await EngineClient.DialAsync(hub.Url, query);
        (await client.ReadJsonAsync("0")).ToJsonString().ShouldEndWith(",\"upgrades\":[],\"pingInterval\":25000,\"pingTimeout\":20000}");
        (await client.ReadAsync()).ShouldBe("40");
    }

    [Theory]
    [InlineData("GET", "EIO=4&transport=carrier", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4", """{"code":0,"message":"Transport unknown"}""")]
    [InlineData("GET", "EIO=4&transport=polling&sid=nobody", """{"code":1,"message":"Session ID unknown"}""")]
    [InlineData("POST", "EIO=4&transport=polling", """{"code":2,"message":"Bad handshake method"}""")]
    [InlineData("GET", "EIO=4&transport=websocket", """{"code":3,"message":"Bad request"}""")]
    [InlineData("GET", "EIO=3&transport=polling", """{"code":5,"message":"Unsupported protocol version"}""")]
    public async Task Request_OfEveryWrongKind_IsRefusedWithItsCode(string method, string query, string body)
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var http = new HttpClient { BaseAddress = hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/socket.io/?" + query));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(body);
        hub.ConnectionsOpened.ShouldBe(0);
    }

    [Fact]
    public async Task Polling_SwitchedOff_IsAnUnknownTransport()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, Polling = false });
        using var client = new PollingClient(hub.Url, revision: 4);
        (await client.AskAsync()).ShouldBe((HttpStatusCode.BadRequest, """{"code":0,"message":"Transport unknown"}"""));
    }

    [Fact]
    public async Task Upgrade_ToAnUnknownTransport_IsRefusedBeforeIt()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(hub.Url) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=carrier" }.Uri;
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(address, CancellationToken.None).Soon());
        socket.HttpStatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task WebSocket_Eio3AtAStrictServer_IsUpgradedAndThenGetsHttp()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var client = await EngineClient.DialAsync(hub.Url, "EIO=3&transport=websocket");
        await Should.ThrowAsync<WebSocketException>(client.ReadAsync);
        hub.ConnectionsOpened.ShouldBe(0);
    }

    [Fact]
    public async Task Path_WithoutItsSlash_IsNotTheServer()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var http = new HttpClient { BaseAddress = hub.Url, Timeout = TimeSpan.FromSeconds(20) };
        using var answer = await http.GetAsync("/socket.io?EIO=4&transport=polling");
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
