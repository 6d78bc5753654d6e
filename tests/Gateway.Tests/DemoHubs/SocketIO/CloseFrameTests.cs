using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.SocketIO;

public sealed class CloseFrameTests
{
    private static readonly byte[] BareClose = [0x88, 0];

    // "zzz", masked with zeros.
    private static readonly byte[] Nonsense = [0x81, 0x83, 0, 0, 0, 0, (byte)'z', (byte)'z', (byte)'z'];

    [Fact]
    public async Task Breach_OfTheProtocol_ClosesWithoutAStatus()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(hub.Url.Host, hub.Url.Port).Soon();
        var stream = tcp.GetStream();
        var request = $"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {hub.Url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        await stream.WriteAsync(Nonsense);

        var seen = new List<byte>();
        var buffer = new byte[4096];
        while (!seen.TakeLast(2).SequenceEqual(BareClose))
        {
            var read = await stream.ReadAsync(buffer).AsTask().Soon();
            read.ShouldBeGreaterThan(0);
            seen.AddRange(buffer.AsSpan(0, read));
        }

        Encoding.ASCII.GetString([.. seen]).ShouldContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    }

    [Fact]
    public async Task Message_AboveTheLimit_ClosesWith1009()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false, MaxPayload = 1000 });
        using var client = await EngineClient.JoinAsync(hub.Url);
        var longest = "42[\"echo\",\"" + new string('x', 1000 - 13) + "\"]";
        (await client.AskAsync(longest)).ShouldBe(longest);
        await client.SendAsync(longest + " ");
        await client.ShouldCloseAsync(WebSocketCloseStatus.MessageTooBig);
        hub.OpenConnections.ShouldBe(0);
    }

    [Fact]
    public async Task Client_Closing_IsAnsweredWithItsOwnStatus()
    {
        await using var hub = await EchoDemoHub.StartAsync(new EchoDemoHubOptions { Living = false });
        using var client = await EngineClient.JoinAsync(hub.Url);
        await client.Socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, statusDescription: null, CancellationToken.None).Soon();
        await client.ShouldCloseAsync(WebSocketCloseStatus.EndpointUnavailable);
        await Eventually.TrueAsync(() => hub.OpenConnections == 0, "the session ends");
    }
}
