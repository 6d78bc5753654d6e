using Gateway.DemoHubs.Chat;
using Gateway.Tests.DemoHubs.SocketIO;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Chat;

public sealed class ChatDemoHubTests : IAsyncLifetime
{
    private ChatDemoHub _hub = null!;
    private EngineClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await ChatDemoHub.StartAsync(new ChatDemoHubOptions { Living = false, TimeProvider = new FakeTime() });
        _client = await EngineClient.JoinAsync(_hub.Url);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Theory]
    [InlineData("40/chat,")]
    [InlineData("""40/chat,{"token":"wrong"}""")]
    [InlineData("""40/chat,{"token":1}""")]
    public async Task Chat_WithoutTheToken_IsRefusedAndTheRootStays(string join)
    {
        (await _client.AskAsync(join)).ShouldBe("""44/chat,{"message":"not authorized"}""");
        _hub.ActiveSubscriptions.ShouldBe(["/"]);
        (await _client.AskAsync("""420["history"]""")).ShouldBe("430[null,[]]");
    }

    [Fact]
    public async Task Message_Sent_IsAnsweredFirstAndThenToldInBothNamespaces()
    {
        (await _client.AskAsync($$"""40/chat,{"token":"{{_hub.Token}}"}""")).ShouldNotBeNull().ShouldStartWith("40/chat,{\"sid\":\"");
        using var other = await EngineClient.JoinAsync(_hub.Url);
        const string message = """{"id":1,"from":"Guest 1","text":"é \"quoted\" 😀","time":1795262400000}""";
        (await _client.AskAsync("""42/chat,5["message","é \"quoted\" 😀"]""")).ShouldBe($"43/chat,5[null,{message}]");
        (await _client.ReadAsync()).ShouldBe($"42[\"message\",{message}]");
        (await _client.ReadAsync()).ShouldBe($"42/chat,[\"message\",{message}]");
        (await other.ReadAsync()).ShouldBe($"42[\"message\",{message}]");
        _hub.Say("Ada", "hello").ShouldBe(2);
        (await other.ReadJsonAsync("42"))[1]!["text"]!.GetValue<string>().ShouldBe("hello");
        (await other.AskAsync("""421["history",{"limit":2}]""")).ShouldNotBeNull().ShouldStartWith($"431[null,[{message},");
        _hub.CountReceived("message").ShouldBe(1);
    }

    [Theory]
    [InlineData("421[\"fail\"]", """431[{"error":{"id":"failed","message":"This never works"}}]""")]
    [InlineData("421[\"message\"]", """431[{"error":{"id":"invalid","message":"A message needs a text"}}]""")]
    [InlineData("421[\"message\",{\"text\":7}]", """431[{"error":{"id":"invalid","message":"A message needs a text"}}]""")]
    [InlineData("421[\"picture\",\"none\"]", """431[{"error":{"id":"invalid","message":"A picture needs its bytes"}}]""")]
    public async Task Command_ThatFails_IsAnsweredWithOneError(string command, string answer) =>
        (await _client.AskAsync(command)).ShouldBe(answer);

    [Fact]
    public async Task Picture_Sent_IsToldWithItsBytes()
    {
        await _client.SendAsync("""451-3["picture",{"_placeholder":true,"num":0}]""");
        (await _client.AskBinaryAsync([1, 2, 3])).ShouldBe("""433[null,{"id":1,"bytes":3}]""");
        (await _client.ReadAsync()).ShouldBe("""451-["picture",{"id":1,"from":"Guest 1","data":{"_placeholder":true,"num":0}}]""");
        (await _client.ReadAsync()).ShouldBe("<01-02-03>");
    }

    [Fact]
    public async Task Whoami_Asked_ShowsTheClientWithoutItsToken()
    {
        using var client = await EngineClient.JoinAsync(_hub.Url, query: "EIO=4&transport=websocket&room=a%26b&token=secret");
        var answer = await client.ReadAckAsync("420[\"whoami\"]");
        answer[1]!["name"]!.GetValue<string>().ShouldBe("Guest 2");
        answer[1]!["transport"]!.GetValue<string>().ShouldBe("websocket");
        answer[1]!["query"]!.ToJsonString().ShouldBe("""{"EIO":"4","transport":"websocket","room":"a\u0026b","token":"\u003CTOKEN\u003E"}""");
    }

    [Fact]
    public async Task Typing_Told_HasTwoArguments()
    {
        (await _client.AskAsync("420[\"typing\",true]")).ShouldBe("430[null]");
        (await _client.ReadAsync()).ShouldBe("42[\"typing\",\"Guest 1\",true]");
    }

    [Fact]
    public async Task Hooks_Refusing_RefuseUntilAllowed()
    {
        _hub.RefuseNamespace("/chat", "full", """{"code":503}""");
        var join = $$"""40/chat,{"token":"{{_hub.Token}}"}""";
        (await _client.AskAsync(join)).ShouldBe("""44/chat,{"message":"full","data":{"code":503}}""");
        _hub.AllowNamespace("/chat");
        (await _client.AskAsync(join)).ShouldNotBeNull().ShouldStartWith("40/chat,{");

        _hub.RefuseCommand("message", "\"slow down\"", "null");
        (await _client.AskAsync("427[\"message\",\"hello\"]")).ShouldBe("437[\"slow down\",null]");
        _hub.AllowCommand("message");
        (await _client.AskAsync("428[\"message\",\"hello\"]")).ShouldNotBeNull().ShouldStartWith("438[null,{\"id\":1,");
        _hub.CountReceived("message").ShouldBe(2);
        _hub.Received.ShouldAllBe(frame => !frame.Contains(_hub.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flood_OfEvents_ArrivesInOrder()
    {
        var flood = _hub.FloodAsync("flood", 3000, 10);
        for (var expected = 0; expected < 3000; expected++)
            (await _client.ReadAsync()).ShouldBe($$"""42["flood",{"i":{{expected}},"pad":"xxxxxxxxxx"}]""");
        await flood.Soon();
    }

    [Fact]
    public async Task Rooms_WithTheSameSeed_LiveTheSameLife()
    {
        var lives = new List<string>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            var time = new FakeTime();
            await using var living = await ChatDemoHub.StartAsync(
                new ChatDemoHubOptions { Seed = seed, TimeProvider = time, PingInterval = TimeSpan.FromDays(1) });
            using var client = await EngineClient.JoinAsync(living.Url);
            var life = LiveAsync(client);
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return life.IsCompleted;
            }, "120 ticks");
            lives.Add(await life);
        }

        lives[0].ShouldBe(lives[1]);
        lives[0].ShouldNotBe(lives[2], StringComparer.Ordinal);
        foreach (var name in (string[])["message", "typing", "joined", "left", "picture"])
            lives[0].ShouldContain(name, Case.Sensitive);
    }

    private static async Task<string> LiveAsync(EngineClient client)
    {
        var life = new List<string>();
        for (var ticks = 0; ticks < 120;)
        {
            var frame = (await client.ReadAsync()).ShouldNotBeNull();
            if (frame.StartsWith("42[\"tick\"", StringComparison.Ordinal))
                frame.ShouldStartWith($$"""42["tick",{"n":{{++ticks}},"time":""");
            else
                life.Add(frame.Split(",\"time\"")[0]);
        }

        return string.Join('\n', life);
    }
}
