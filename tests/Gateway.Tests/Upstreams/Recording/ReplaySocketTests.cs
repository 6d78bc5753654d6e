using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;
using Gateway.Upstreams.Recording;

namespace Gateway.Tests.Upstreams.Recording;

/// <summary>One recorded connection by itself: what a hub said goes to the gateway, however odd, and the end is an end.</summary>
public sealed class ReplaySocketTests
{
    private static readonly RecordingMask Mask = new([]);

    [Theory]
    [InlineData("SocketIO", "45[")]
    [InlineData("SocketIO", "4599999999999-[]")]
    [InlineData("SocketIO", "451")]
    [InlineData("SocketIO", "46-")]
    [InlineData("SocketIO", "4")]
    [InlineData("SocketIO", "42/")]
    [InlineData("SocketIO", "0{")]
    [InlineData("SocketIO", "0{\"pingInterval\":1e300}")]
    [InlineData("SocketIO", "0{\"pingInterval\":\"x\"}")]
    [InlineData("SocketIO", "0{\"\\ud800\":1}")]
    [InlineData("HomeAssistant", "{\"type\":\"\\ud800\"}")]
    [InlineData("HomeAssistant", "{\"\\ud800\":1}")]
    [InlineData("HomeAssistant", "[7,null]")]
    [InlineData("HomeAssistant", "{")]
    [InlineData("HomeAssistant", "")]
    public async Task Receive_AnOddFrame_IsAsItWas(string kind, string text)
    {
        using var socket = Open(kind, [text]);

        var expected = text is "[7,null]" ? "7" : text;
        (await ReceiveAsync(socket)).ShouldBe(expected);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();
        socket.State.ShouldBe(WebSocketState.Open);
    }

    [Fact]
    public async Task Close_WhileMoreWaitsThanThereIsRoomFor_EndsThePlaying()
    {
        var ends = new List<bool>();
        using var socket = Open("Deconz", [.. Enumerable.Repeat("{}", 2_000)], ends.Add);
        await ReceiveAsync(socket);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).Soon();
        socket.State.ShouldBe(WebSocketState.Closed);
        ends.ShouldBe([false]);
    }

    [Fact]
    public async Task Poll_WhenAllIsTold_Waits()
    {
        var tape = new ReplayTape("home", new JsonObject { ["Kind"] = "SocketIO" });
        const string Path = "/socket.io/?EIO=4&transport=polling&sid=x";
        tape.Exchanges.Add(new ReplayExchange(1, "GET", Path, "", 200, new Dictionary<string, string>(StringComparer.Ordinal), "2"u8.ToArray()));
        using var http = new HttpMessageInvoker(new ReplayHttp(tape, Mask, static () => 1, TimeProvider.System));

        using var first = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://recording.invalid" + Path), CancellationToken.None).Soon();
        first.StatusCode.ShouldBe(HttpStatusCode.OK);

        using var leaving = new CancellationTokenSource();
        var second = http.SendAsync(new HttpRequestMessage(HttpMethod.Get, "http://recording.invalid" + Path), leaving.Token);
        second.IsCompleted.ShouldBeFalse();
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second.Soon());
    }

    private static ReplaySocket Open(string kind, string[] texts, Action<bool>? onEnd = null)
    {
        var track = new ReplayTrack("/socket.io/?EIO=4&transport=websocket", 0);
        track.Frames.AddRange(texts.Select(static text => new ReplayFrame(0, IsIncoming: true, IsText: true, Encoding.UTF8.GetBytes(text))));
        if (texts is [var only])
        {
            track.Frames.Add(new ReplayFrame(0, IsIncoming: false, IsText: true, Encoding.UTF8.GetBytes(only)));
        }

        var tape = new ReplayTape("home", new JsonObject { ["Kind"] = kind });
        return new ReplaySocket(new ReplayPlayer(track, ReplayDialects.For(tape, track), Mask, speed: 0, TimeProvider.System), onEnd ?? (static _ => { }));
    }

    private static async Task<string> ReceiveAsync(ReplaySocket socket)
    {
        var buffer = new byte[1_024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask().Soon();
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
