using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

public sealed class PryvStandInTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Eventually.Limit };
    private SocketIOServer _pryv = null!;

    public async Task InitializeAsync()
    {
        _pryv = await SocketIOServer.StartScriptAsync("pryv", ["--user", "ann", "--token", "key"]);
        _http.BaseAddress = _pryv.Url;
        _http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse("key");
    }

    public Task DisposeAsync() => _pryv.DisposeAsync().AsTask();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("&auth=other", "/ann", """44/ann,{"message":"Cannot find access from token.","data":null}""")]
    [InlineData("", "/ann", """44/ann,{"message":"Missing 'auth' parameter with a valid access token."}""")]
    [InlineData("&auth=key", "/bob", """44/bob,{"message":"Invalid resource \"/bob\"."}""")]
    [InlineData("&auth=key", "/ann?auth=key", """44/ann?auth=key,{"message":"Invalid resource \"/ann?auth=key\"."}""")]
    public async Task Connect_WrongTokenOrPlace_IsRefusedInItsWords(string query, string space, string refusal)
    {
        using var socket = await RawSocket.OpenAsync(_pryv.Url, $"socket.io/?EIO=4&transport=websocket{query}");
        await socket.HearAsync();

        await socket.SayAsync($"40{space},");

        (await socket.HearAsync()).ShouldBe(refusal);
    }

    [Fact]
    public async Task Polling_Probe_IsRefused()
    {
        using var answer = await _http.GetAsync("socket.io/?EIO=4&transport=polling&auth=key");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"code":0,"message":"Transport unknown"}""");
    }

    [Fact]
    public async Task Create_OverTheSocket_IsNotifiedBeforeItsAck()
    {
        using var socket = await ConnectAsync();

        await socket.SayAsync("""42/ann,0["events.create",{"streamIds":["diary"],"type":"note/txt","content":"hi"}]""");

        (await socket.HearAsync()).ShouldBe("""42/ann,["eventsChanged"]""");
        var answer = Answer(await socket.HearAsync(), 0);
        answer[1]!["event"]!["content"]!.GetValue<string>().ShouldBe("hi");
        answer[1]!["meta"]!["serverTime"]!.GetValue<double>().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Call_NotExactlyNameParamsAndAck_IsNeverAnswered()
    {
        using var socket = await ConnectAsync();

        await socket.SayAsync("""42/ann,["events.get",{}]""", """42/ann,1["events.get"]""", """42/ann,2["events.get",null]""", """42/ann,3["nope",{}]""");

        Answer(await socket.HearAsync(), 2).Single()!["error"]!["id"]!.GetValue<string>().ShouldBe("unexpected-error");
        Answer(await socket.HearAsync(), 3).Single()!["error"]!["id"]!.GetValue<string>().ShouldBe("invalid-method");
        (await _pryv.SendAsync("counts"))["calls"]!["events.get"]!.GetValue<int>().ShouldBe(3);
    }

    [Fact]
    public async Task EventsGet_Unbounded_HasTwentyAndTheBoundedOneAll()
    {
        using var socket = await ConnectAsync();
        for (var n = 0; n < 25; n++)
        {
            await _pryv.SendAsync("create");
            await socket.HearAsync();
        }

        await socket.SayAsync("""42/ann,1["events.get",{}]""", """42/ann,2["events.get",{"fromTime":0,"toTime":9999999999}]""", """42/ann,3["events.get",{"limit":"2"}]""");

        Answer(await socket.HearAsync(), 1)[1]!["events"]!.AsArray().Count.ShouldBe(20);
        Answer(await socket.HearAsync(), 2)[1]!["events"]!.AsArray().Count.ShouldBe(25);
        Answer(await socket.HearAsync(), 3)[0]!["error"]!["data"]![0]!["path"]!.GetValue<string>().ShouldBe("#/limit");
    }

    [Fact]
    public async Task EventsGet_ModifiedSince_HasWhatChangedAfterAndTheDeletions()
    {
        using var socket = await ConnectAsync();
        var first = (await _pryv.SendAsync("create"))["event"]!;
        var second = (await _pryv.SendAsync("create"))["event"]!;
        await _pryv.SendAsync($$"""delete {"id":{{first["id"]!.ToJsonString()}}}""");
        await _pryv.SendAsync($$"""delete {"id":{{first["id"]!.ToJsonString()}}}""");
        for (var n = 0; n < 4; n++)
        {
            (await socket.HearAsync()).ShouldBe("""42/ann,["eventsChanged"]""");
        }

        await socket.SayAsync($$"""42/ann,1["events.get",{"modifiedSince":{{first["modified"]}},"includeDeletions":true,"state":"all","fromTime":0,"toTime":9999999999}]""");
        var answer = Answer(await socket.HearAsync(), 1)[1]!;

        answer["events"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(second["id"]!.GetValue<string>());
        answer["eventDeletions"]!.AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(first["id"]!.GetValue<string>());

        await socket.SayAsync($$"""42/ann,2["events.get",{"modifiedSince":{{second["modified"]}},"fromTime":0,"toTime":9999999999}]""");
        answer = Answer(await socket.HearAsync(), 2)[1]!;
        answer["events"]!.AsArray().ShouldBeEmpty();
        answer["eventDeletions"].ShouldBeNull();
    }

    [Fact]
    public async Task Subscribe_AScope_TakesThePlaceOfCoarseNotifications()
    {
        using var socket = await ConnectAsync();
        await socket.SayAsync("""42/ann,1["subscribe",{"key":"k1","kind":"events","query":{"streams":["diary"]}}]""");
        (await socket.HearAsync()).ShouldBe("""43/ann,1[null,{"ok":true,"keys":["k1"]}]""");

        await _pryv.SendAsync("""create {"event":{"streamIds":["sensors"]}}""");
        await _pryv.SendAsync("""create {"event":{"streamIds":["diary"]}}""");
        (await socket.HearAsync()).ShouldBe("""42/ann,["notificationsChanged",{"keys":["k1"]}]""");

        await socket.SayAsync("""42/ann,2["unsubscribe",{"all":true}]""");
        (await socket.HearAsync()).ShouldBe("""43/ann,2[null,{"ok":true,"keys":[]}]""");
        await _pryv.SendAsync("create");
        (await socket.HearAsync()).ShouldBe("""42/ann,["eventsChanged"]""");
    }

    [Fact]
    public async Task Revoke_TokenInUse_LeavesTheTransportOpenUntilTheNextPacket()
    {
        using var socket = await ConnectAsync();

        await _pryv.SendAsync("""revoke {"token":"key"}""");

        (await socket.HearAsync()).ShouldBe("""42/ann,["accessesChanged"]""");
        (await socket.HearAsync()).ShouldBe("41/ann,");
        (await _pryv.SendAsync("counts"))["sessions"]!.GetValue<int>().ShouldBe(1);
        await socket.SayAsync("""42/ann,2["events.get",{}]""");
        (await socket.HearAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Http_Twins_CreateAndGet()
    {
        using var socket = await ConnectAsync();
        using var body = new StringContent("""{"streamIds":["diary"],"type":"note/txt","content":"via http"}""", Encoding.UTF8, "application/json");

        using var created = await _http.PostAsync("ann/events", body);

        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await socket.HearAsync()).ShouldBe("""42/ann,["eventsChanged"]""");
        (await _http.GetStringAsync("ann/events?limit=1")).ShouldContain("via http");
        _http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse("other");
        using var refused = await _http.GetAsync("ann/events");
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<RawSocket> ConnectAsync()
    {
        var socket = await RawSocket.OpenAsync(_pryv.Url, "socket.io/?EIO=4&transport=websocket&auth=key");
        (await socket.HearAsync())!.ShouldContain("\"upgrades\":[]");
        await socket.SayAsync("40/ann,");
        (await socket.HearAsync())!.ShouldStartWith("""40/ann,{"sid":""");
        return socket;
    }

    private static JsonArray Answer(string? frame, int id)
    {
        frame.ShouldNotBeNull().ShouldStartWith($"43/ann,{id}[");
        return JsonNode.Parse(frame[frame.IndexOf('[', StringComparison.Ordinal)..])!.AsArray();
    }
}
