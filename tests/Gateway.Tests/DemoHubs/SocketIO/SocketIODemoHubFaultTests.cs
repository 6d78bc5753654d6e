using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class SocketIODemoHubFaultTests : IAsyncLifetime
{
    private EchoDemoHub _hub = null!;
    private EngineClient _client = null!;

    public async Task InitializeAsync()
    {
        _hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        _client = await EngineClient.JoinAsync(_hub.Url);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Hub_KilledAndRestarted_IsBackOnItsPort()
    {
        var url = _hub.Url;
        await _hub.KillAsync().Soon();
        await _client.ShouldBeCutAsync();
        await Should.ThrowAsync<WebSocketException>(() => EngineClient.DialAsync(_hub.Url));

        await _hub.RestartAsync().Soon();
        _hub.Url.ShouldBe(url);
        using var again = await EngineClient.JoinAsync(_hub.Url);
        _hub.ConnectionsOpened.ShouldBe(2);
        _hub.OpenConnections.ShouldBe(1);
    }

    [Fact]
    public async Task Hub_Stopped_ClosesItsConnections()
    {
        var stopping = _hub.StopAsync();
        await _client.ShouldCloseAsync();
        await _client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, CancellationToken.None).Soon();
        await stopping.Soon();
        await Should.ThrowAsync<WebSocketException>(() => EngineClient.DialAsync(_hub.Url));
    }

    [Fact]
    public async Task Hub_Frozen_AnswersOnlyAfterwards()
    {
        _hub.Freeze();
        await _client.SendAsync("42[\"echo\"]");
        var answer = _client.ReadAsync();
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200)));
        _hub.CountReceived("echo").ShouldBe(0);
        _hub.OpenConnections.ShouldBe(1);
        _hub.Unfreeze();
        (await answer).ShouldBe("42[\"echo\"]");
    }

    [Fact]
    public async Task Connections_DroppedOrAborted_EndWithOrWithoutACloseFrame()
    {
        _hub.DropConnections();
        await _client.ShouldCloseAsync();
        using var another = await EngineClient.JoinAsync(_hub.Url);
        _hub.AbortConnections();
        await another.ShouldBeCutAsync();
        _hub.OpenConnections.ShouldBe(0);
    }

    [Fact]
    public async Task Answers_Held_ComeWhenReleased()
    {
        _hub.HoldAnswers("ack");
        await _client.SendAsync("421[\"ack\"]");
        await _client.SendAsync("422[\"ack\"]");
        (await _client.AskAsync("42[\"echo\"]")).ShouldBe("42[\"echo\"]");
        _hub.ReleaseAnswers("ack");
        (await _client.ReadAsync()).ShouldBe("""431[null,{"got":[]}]""");
        (await _client.ReadAsync()).ShouldBe("""432[null,{"got":[]}]""");
        (await _client.AskAsync("423[\"ack\"]")).ShouldBe("""433[null,{"got":[]}]""");
    }

    [Theory]
    [InlineData("421[\"ack\"]")]
    [InlineData("42[\"ack\"]")]
    public async Task Command_CloseAfter_IsTakenButNotAnswered(string frame)
    {
        _hub.CloseAfter("ack");
        await _client.SendAsync(frame);
        await _client.ShouldBeCutAsync();
        _hub.CountReceived("ack").ShouldBe(1);
        using var again = await EngineClient.JoinAsync(_hub.Url);
        (await again.AskAsync("421[\"ack\"]")).ShouldBe("""431[null,{"got":[]}]""");
    }

    [Fact]
    public async Task Token_ChangedOrRefused_IsRefusedAndStaysMasked()
    {
        var old = _hub.Token;
        _hub.ChangeToken("another");
        (await _client.AskAsync($$"""40/secure,{"token":"{{old}}"}""")).ShouldNotBeNull().ShouldStartWith("44/secure,");
        _hub.RefuseAuth(refuse: true);
        (await _client.AskAsync("""40/secure,{"token":"another"}""")).ShouldNotBeNull().ShouldStartWith("44/secure,");
        _hub.RefuseAuth(refuse: false);
        (await _client.AskAsync("""40/secure,{"token":"another"}""")).ShouldNotBeNull().ShouldStartWith("40/secure,");
        await _client.AskAsync($$"""42["echo","{{old}} another"]""");
        _hub.Received.ShouldAllBe(frame => !frame.Contains(old) && !frame.Contains("another"));
    }

    [Fact]
    public async Task Packet_Raw_ArrivesAsItIs()
    {
        await _hub.SendRawAsync("{garbage");
        (await _client.ReadAsync()).ShouldBe("{garbage");
        await _hub.SendBinaryAsync(new byte[] { 1, 2 });
        (await _client.ReadAsync()).ShouldBe("<01-02>");
    }

    [Fact]
    public async Task Client_ThatDoesNotRead_IsCutOffWhileAnotherGetsEverything()
    {
        using var healthy = await EngineClient.JoinAsync(_hub.Url);
        var flood = _hub.FloodAsync(12_000, 2048);
        for (var expected = 0; expected < 12_000; expected++)
        {
            // The other one's end is announced in between.
            var frame = (await healthy.ReadAsync()).ShouldNotBeNull();
            if (frame.StartsWith("42[\"left\"", StringComparison.Ordinal))
                frame = (await healthy.ReadAsync()).ShouldNotBeNull();
            JsonNode.Parse(frame[2..])![1]!.GetValue<int>().ShouldBe(expected);
        }

        await flood.Soon();
        _hub.OpenConnections.ShouldBe(1);
    }

    [Fact]
    public void Client_ThatDoesNotReadBigEvents_IsCutOffByTheirBytes()
    {
        var big = $"\"{new string('x', 4 * 1024 * 1024)}\"";
        for (var count = 0; count < 20 && _hub.OpenConnections > 0; count++)
            _hub.Emit("/", "big", big);
        _hub.OpenConnections.ShouldBe(0);
    }

    [Fact]
    public async Task Hub_Living_SpeaksByItself()
    {
        await using var living = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Pace = TimeSpan.FromMilliseconds(5) });
        using var client = await EngineClient.JoinAsync(living.Url);
        (await client.ReadAsync()).ShouldBe("42[\"tick\"]");
        (await client.ReadAsync()).ShouldBe("42[\"tick\"]");
    }
}
