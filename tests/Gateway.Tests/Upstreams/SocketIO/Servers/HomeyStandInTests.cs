using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

public sealed class HomeyStandInTests : IAsyncLifetime, IDisposable
{
    private const string Device = "homey:device:3f1c";

    private readonly HttpClient _http = new() { Timeout = Eventually.Limit };
    private SocketIOServer _homey = null!;

    public async Task InitializeAsync()
    {
        _homey = await SocketIOServer.StartScriptAsync("homey", ["--token", "key", "--namespace", "/v7"]);
        _http.BaseAddress = _homey.Url;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "key");
    }

    public Task DisposeAsync() => _homey.DisposeAsync().AsTask();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Handshake_RightToken_NamesTheNamespaceWhichOpensThen()
    {
        using var socket = await OpenAsync();

        await socket.SayAsync("40/v7,");
        (await socket.HearAsync()).ShouldBe("44/v7,\"Not authorized\"");
        await HandshakeAsync(socket);

        (await _homey.SendAsync("counts"))["joined"]!.GetValue<int>().ShouldBe(1);
    }

    [Theory]
    [InlineData("\"homey_offline\"")]
    [InlineData("""{"statusCode":401,"error":"invalid_session"}""")]
    [InlineData("""{"code":401,"error":"invalid_token"}""")]
    public async Task Handshake_OrderedRefusal_IsThatOnce(string error)
    {
        await _homey.SendAsync($$"""refuseHandshake {"error":{{error}}}""");
        using var socket = await OpenAsync();

        await socket.SayAsync("""423["handshakeClient",{"token":"key","homeyId":"5f00aa"}]""");
        (await socket.HearAsync()).ShouldBe($"433[{error}]");

        await HandshakeAsync(socket);
    }

    [Fact]
    public async Task Handshake_WrongToken_IsRefused()
    {
        using var socket = await OpenAsync();

        await socket.SayAsync("""420["handshakeClient",{"token":"other","homeyId":"5f00aa"}]""");

        (await socket.HearAsync())!.ShouldStartWith("""430[{"statusCode":401""");
    }

    [Fact]
    public async Task Subscribe_UntilUnsubscribed_BringsTheEventsOfTheUri()
    {
        using var socket = await OpenAsync();
        await HandshakeAsync(socket);
        await _homey.SendAsync($$"""refuseSubscribe {"uri":"{{Device}}","error":"timeout"}""");

        await socket.SayAsync($"""42/v7,1["subscribe","{Device}"]""", $"""42/v7,2["subscribe","{Device}"]""");
        (await socket.HearAsync()).ShouldBe("""43/v7,1["timeout"]""");
        (await socket.HearAsync()).ShouldBe("43/v7,2[null]");

        await _homey.SendAsync("""set {"deviceId":"3f1c","capabilityId":"dim","value":0.5,"transactionId":"t"}""");
        (await socket.HearAsync())!.ShouldStartWith($$"""42/v7,["{{Device}}","capability",{"capabilityId":"dim","value":0.5,"transactionId":"t","transactionTime":""");

        await socket.SayAsync($"""42/v7,["unsubscribe","{Device}"]""", """42/v7,3["api",{"uri":"homey:manager:devices","operation":"setCapabilityValue","args":{"deviceId":"3f1c","capabilityId":"dim","value":1}}]""");
        (await socket.HearAsync()).ShouldBe("43/v7,3[null,true]");
        var counts = await _homey.SendAsync("counts");
        counts["subscribes"]![Device]!.GetValue<int>().ShouldBe(2);
        counts["unsubscribes"]![Device]!.GetValue<int>().ShouldBe(1);
        counts["subscriptions"]!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task Kick_OpenNamespace_NeedsAnotherHandshake()
    {
        using var socket = await OpenAsync();
        await HandshakeAsync(socket);

        await _homey.SendAsync("kick");
        (await socket.HearAsync()).ShouldBe("41/v7,");
        await socket.SayAsync("40/v7,");
        (await socket.HearAsync()).ShouldBe("44/v7,\"Not authorized\"");

        await HandshakeAsync(socket);
    }

    [Fact]
    public async Task DropCall_NextCall_IsDoneAndItsConnectionLost()
    {
        using var socket = await OpenAsync();
        await HandshakeAsync(socket);
        await _homey.SendAsync("dropCall");

        await socket.SayAsync("""42/v7,1["api",{"uri":"homey:manager:flow","operation":"triggerFlow","args":{"id":"77aa"}}]""");

        (await socket.HearAsync()).ShouldBeNull();
        (await _homey.SendAsync("counts"))["flows"]!["77aa"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Http_Ping_NeedsNoTokenAndTellsWhichHomeyItIs()
    {
        _http.DefaultRequestHeaders.Authorization = null;

        using var right = await _http.GetAsync("api/manager/system/ping?id=5f00aa");
        using var wrong = await _http.GetAsync("api/manager/system/ping?id=77ffee");

        right.Headers.GetValues("X-Homey-ID").ShouldBe(["5f00aa"]);
        right.Headers.Contains("X-Homey-Version").ShouldBeTrue();
        (await right.Content.ReadAsStringAsync()).ShouldBeEmpty();
        (await wrong.Content.ReadAsStringAsync()).ShouldBe("false");
    }

    [Fact]
    public async Task Http_Commands_ChangeTheHouseAndAreCounted()
    {
        using var value = new StringContent("""{"value":false}""", Encoding.UTF8, "application/json");
        using var put = await _http.PutAsync("api/manager/devices/device/3f1c/capability/onoff", value);
        using var trigger = await _http.PostAsync("api/manager/flow/flow/77aa/trigger", null);

        put.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        trigger.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _http.GetStringAsync("api/manager/devices/device/")).ShouldContain("""{"onoff":{"value":false}""");
        (await _homey.SendAsync("counts"))["flows"]!["77aa"]!.GetValue<int>().ShouldBe(1);

        await _homey.SendAsync("""token {"token":"another"}""");
        using var refused = await _http.PostAsync("api/manager/flow/flow/77aa/trigger", null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _homey.SendAsync("counts"))["flows"]!["77aa"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task Polling_Probe_IsRefused()
    {
        using var answer = await _http.GetAsync("socket.io/?EIO=3&transport=polling");

        (await answer.Content.ReadAsStringAsync()).ShouldContain("Transport unknown");
    }

    private async Task<RawSocket> OpenAsync()
    {
        var socket = await RawSocket.OpenAsync(_homey.Url, "socket.io/?EIO=3&transport=websocket");
        (await socket.HearAsync())!.ShouldContain("\"pingInterval\":3000,\"pingTimeout\":2000");
        (await socket.HearAsync()).ShouldBe("40");
        return socket;
    }

    private static async Task HandshakeAsync(RawSocket socket)
    {
        await socket.SayAsync("""420["handshakeClient",{"token":"key","homeyId":"5f00aa"}]""");
        (await socket.HearAsync()).ShouldBe("""430[null,{"namespace":"/v7"}]""");
        await socket.SayAsync("40/v7,");
        (await socket.HearAsync()).ShouldBe("40/v7,");
    }
}
