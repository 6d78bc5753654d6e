using System.Net;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

public sealed class PryvLegacyStandInTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = Eventually.Limit };
    private SocketIOServer _pryv = null!;

    public async Task InitializeAsync()
    {
        _pryv = await SocketIOServer.StartScriptAsync("pryv-legacy", ["--user", "ann", "--token", "key"]);
        _http.BaseAddress = _pryv.Url;
    }

    public Task DisposeAsync() => _pryv.DisposeAsync().AsTask();

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("socket.io/1/?auth=other&resource=/ann")]
    [InlineData("socket.io/1/?auth=key&resource=/bob")]
    [InlineData("socket.io/1/")]
    public async Task Handshake_WrongQuery_IsRefused(string path)
    {
        using var answer = await _http.GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Command_KnownId_IsAnsweredWithItsResult()
    {
        using var socket = await ConnectAsync();

        await socket.SayAsync("""5:1+:/ann:{"name":"command","args":[{"id":"channels.get","params":{}}]}""");
        (await socket.HearAsync()).ShouldBe("""6::/ann:1+[null,[{"id":"diary","name":"Diary"}]]""");

        await socket.SayAsync("""5:2+:/ann:{"name":"command","args":[{"id":"diary.events.get","params":{"limit":5}}]}""");
        (await socket.HearAsync())!.ShouldStartWith("""6::/ann:2+[null,[{"id":"e1","channelId":"diary","folderId":"f1",""");

        await socket.SayAsync("""5:3+:/ann:{"name":"events.get","args":[{"limit":5}]}""");
        (await socket.HearAsync())!.ShouldStartWith("""6::/ann:3+[null,[{"id":"e1",""");
    }

    [Fact]
    public async Task Command_Fault_IsTheOnlyValue()
    {
        using var socket = await ConnectAsync();

        await socket.SayAsync("""5:1+:/ann:{"name":"command","args":[{"id":"nope.events.get","params":{}}]}""");
        (await socket.HearAsync()).ShouldBe("""6::/ann:1+[{"id":"UNKNOWN_CHANNEL","message":"Unknown channel"}]""");

        await socket.SayAsync("""5:2+:/ann:{"name":"command","args":[{"id":"diary.events.create","params":{"folderId":"zz"}}]}""");
        (await socket.HearAsync()).ShouldBe("""6::/ann:2+[{"id":"unknown-folder","message":"Unknown folder","data":{"unknownIds":["zz"]}}]""");
    }

    [Fact]
    public async Task Changes_OfTheAccount_AreNotified()
    {
        using var socket = await ConnectAsync();

        await _pryv.SendAsync("create");
        (await socket.HearAsync()).ShouldBe("""5::/ann:{"name":"eventsChanged","args":[{"channelId":"diary"}]}""");

        await socket.SayAsync("""5:1+:/ann:{"name":"command","args":[{"id":"diary.folders.create","params":{"id":"f2"}}]}""");
        (await socket.HearAsync()).ShouldBe("""5::/ann:{"name":"foldersChanged","args":[{"channelId":"diary"}]}""");
        (await socket.HearAsync()).ShouldBe("""6::/ann:1+[null,{"id":"f2"}]""");

        await _pryv.SendAsync("""notify {"name":"channelsChanged"}""");
        (await socket.HearAsync()).ShouldBe("""5::/ann:{"name":"channelsChanged"}""");
    }

    [Fact]
    public async Task Kick_Endpoint_IsClosedAndMayBeJoinedAgain()
    {
        using var socket = await ConnectAsync();

        await _pryv.SendAsync("kick");
        (await socket.HearAsync()).ShouldBe("0::/ann");

        await socket.SayAsync("1::/ann");
        (await socket.HearAsync()).ShouldBe("1::/ann");
        await socket.SayAsync("""5:1+:/ann:{"name":"command","args":[{"id":"channels.get"}]}""", """5:2+:/ann:{"name":"command","args":[{"id":"channels.get"}]}""");
        (await socket.HearAsync())!.ShouldStartWith("6::/ann:1+");
        (await socket.HearAsync())!.ShouldStartWith("6::/ann:2+");
        (await _pryv.SendAsync("counts"))["calls"]!["channels.get"]!.GetValue<int>().ShouldBe(2);
    }

    private async Task<RawSocket> ConnectAsync()
    {
        var session = (await _http.GetStringAsync("socket.io/1/?auth=key&resource=/ann&t=1")).Split(':');
        session[3].ShouldContain("websocket");
        var socket = await RawSocket.OpenAsync(_pryv.Url, $"socket.io/1/websocket/{session[0]}");
        (await socket.HearAsync()).ShouldBe("1::");
        await socket.SayAsync("1::/ann");
        (await socket.HearAsync()).ShouldBe("1::/ann");
        return socket;
    }
}
