using System.Net.WebSockets;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Upstreams.SocketIO.Servers;

/// <summary>A client that knows no more of Socket.IO than its heartbeats: a test writes and reads the text frames themselves.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[256 * 1024];

    private RawSocket()
    {
    }

    public static async Task<RawSocket> OpenAsync(Uri server, string pathAndQuery)
    {
        var raw = new RawSocket();
        try
        {
            await raw._socket.ConnectAsync(new UriBuilder(new Uri(server, pathAndQuery)) { Scheme = "ws" }.Uri, CancellationToken.None).Soon();
            return raw;
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    public async Task SayAsync(params string[] frames)
    {
        foreach (var frame in frames)
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();
        }
    }

    /// <summary>The next text frame, heartbeats aside; null when the connection has ended, however it did.</summary>
    public async Task<string?> HearAsync()
    {
        while (true)
        {
            switch (await ReceiveAsync())
            {
                case "2":
                    await SayAsync("3");
                    break;
                case "2::":
                    await SayAsync("2::");
                    break;
                case "3":
                    break;
                case var frame:
                    return frame;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string?> ReceiveAsync()
    {
        try
        {
            var length = 0;
            while (true)
            {
                var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None).AsTask().Soon();
                length += part.Count;
                if (part.EndOfMessage)
                {
                    return part.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(_buffer, 0, length);
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }
}
