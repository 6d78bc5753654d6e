using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Api;

/// <summary>A WebSocket client by hand, that can do what no library would.</summary>
internal sealed class RawWebSocket : IAsyncDisposable
{
    public const byte Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    /// <summary>Over the whole of it, for the gateway's pings would keep each single wait alive.</summary>
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(45));

    private readonly Queue<string> _records = new();
    private readonly TcpClient _tcp;
    private readonly Stream _stream;

    private RawWebSocket(TcpClient tcp, Stream stream)
    {
        _tcp = tcp;
        _stream = stream;
    }

    /// <summary>Connects, and asks for an upgrade which must be accepted.</summary>
    public static async Task<RawWebSocket> ConnectAsync(Uri url, string path = "/live")
    {
        var (socket, answer) = await AskAsync(url, path, ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]);
        answer.ShouldStartWith("HTTP/1.1 101 ");
        answer.ShouldContain("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return socket;
    }

    /// <summary>Connects and asks for an upgrade with these headers; the answer's head, and its body where it has one.</summary>
    public static async Task<(RawWebSocket Socket, string Answer)> AskAsync(Uri url, string path, params string[] headers)
    {
        var socket = await DialAsync(url);
        string[] lines = [$"GET {path} HTTP/1.1", $"Host: {url.Authority}", "Connection: Upgrade", "Upgrade: websocket", .. headers, "", ""];
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes(string.Join("\r\n", lines))).AsTask().Soon();
        return (socket, await socket.AnswerAsync());
    }

    /// <summary>Asks for Server-Sent Events instead; what follows the answer's head comes without a frame, and is for <see cref="ReadSlowlyAsync"/>.</summary>
    public static async Task<RawWebSocket> StreamAsync(Uri url, string path)
    {
        var socket = await DialAsync(url);
        await socket._stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {url.Authority}\r\n\r\n")).AsTask().Soon();
        (await socket.AnswerAsync()).ShouldStartWith("HTTP/1.1 200 ");
        return socket;
    }

    private static async Task<RawWebSocket> DialAsync(Uri url)
    {
        var tcp = new TcpClient { ReceiveBufferSize = 64 * 1024 };
        await tcp.ConnectAsync(url.Host, url.Port).Soon();
        Stream stream = tcp.GetStream();
        if (url.Scheme is "https")
        {
            var tls = new SslStream(stream);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = url.Host, RemoteCertificateValidationCallback = static (_, _, _, _) => true }).Soon();
            stream = tls;
        }

        return new RawWebSocket(tcp, stream);
    }

    /// <summary>SignalR's own handshake, and one subscription that is live.</summary>
    public async Task<RawWebSocket> SubscribedAsync(params string[] topics)
    {
        await SendAsync("""{"protocol":"json","version":1}""");
        (await RecordAsync()).ShouldBe("{}");
        if (topics.Length > 0)
        {
            await CallAsync("Subscribe", $$"""{"hub":"home","topics":[{{string.Join(',', topics.Select(static topic => $"\"{topic}\""))}}]}""");
            await UntilAsync(static record => record.Contains("\"state\":\"live\"", StringComparison.Ordinal) && record.Contains("\"target\":\"topic\"", StringComparison.Ordinal));
        }

        return this;
    }

    public Task CallAsync(string method, string? request = null, string id = "1") =>
        SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{request}}]}""");

    public Task SendAsync(string record) => SendAsync(Text, Encoding.UTF8.GetBytes(record + '\x1e'));

    public async Task SendAsync(byte opcode, byte[] payload, bool isFinal = true, bool isMasked = true)
    {
        var mask = RandomNumberGenerator.GetBytes(4);
        using var frame = new MemoryStream();
        frame.WriteByte((byte)(opcode | (isFinal ? 0x80 : 0)));
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
        var masked = isMasked ? 0x80 : 0;
        frame.Write(payload.Length < 126 ? [(byte)(masked | payload.Length)] : [(byte)(masked | 127), .. length]);
        frame.Write(isMasked ? mask : []);
        frame.Write(isMasked ? [.. payload.Select((value, index) => (byte)(value ^ mask[index % 4]))] : payload);
        await _stream.WriteAsync(frame.ToArray()).AsTask().Soon();
    }

    /// <summary>The next SignalR record.</summary>
    public async Task<string> RecordAsync()
    {
        while (_records.Count == 0)
        {
            var (opcode, payload) = await FrameAsync();
            opcode.ShouldBe(Text, Encoding.UTF8.GetString(payload));
            payload[^1].ShouldBe((byte)0x1e, "a frame holds whole records");
            foreach (var record in Encoding.UTF8.GetString(payload)[..^1].Split('\x1e'))
            {
                _records.Enqueue(record);
            }
        }

        return _records.Dequeue();
    }

    public async Task<string> UntilAsync(Func<string, bool> condition)
    {
        while (true)
        {
            if (await RecordAsync() is var record && condition(record))
            {
                return record;
            }
        }
    }

    /// <summary>The next frame of another kind than text.</summary>
    public async Task<(byte Opcode, byte[] Payload)> ControlAsync()
    {
        while (true)
        {
            if (await FrameAsync() is { Opcode: not Text } frame)
            {
                return frame;
            }
        }
    }

    /// <summary>The server's close; nothing comes after it but the end.</summary>
    public async Task<(int Status, string Reason)> ClosedAsync()
    {
        var (opcode, payload) = await ControlAsync();
        opcode.ShouldBe(Close);
        return (BinaryPrimitives.ReadUInt16BigEndian(payload), Encoding.UTF8.GetString(payload.AsSpan(2)));
    }

    /// <summary>Reads as a weak line would: a little, and again a little.</summary>
    public async Task<byte[]> ReadSlowlyAsync(int count, int each, TimeSpan pause)
    {
        var bytes = new byte[count];
        for (var read = 0; read < count; read += each)
        {
            await _stream.ReadExactlyAsync(bytes.AsMemory(read, Math.Min(each, count - read)), _limit.Token);
            await Task.Delay(pause, TimeProvider.System, _limit.Token);
        }

        return bytes;
    }

    public async Task EndsAsync() => (await _stream.ReadAsync(new byte[1]).AsTask().Soon()).ShouldBe(0);

    /// <summary>Ends without a word, as by a power cut.</summary>
    public void Cut()
    {
        _tcp.Client.LingerState = new LingerOption(enable: true, 0);
        _tcp.Client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
        _limit.Dispose();
    }

    private async Task<(byte Opcode, byte[] Payload)> FrameAsync()
    {
        var head = await ReadAsync(2);
        (head[0] & 0x70).ShouldBe(0, "no extension");
        (head[1] & 0x80).ShouldBe(0, "a server does not mask");
        long length = head[1] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2)),
            127 => BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8)),
            var few => few,
        };
        var payload = await ReadAsync((int)length);
        return ((byte)(head[0] & 0x0F), (head[0] & 0x80) != 0 ? payload : [.. payload, .. (await FrameAsync()).Payload]);
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, _limit.Token);
        return bytes;
    }

    private async Task<string> AnswerAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadAsync(1))[0]);
        }

        if (head.ToString().Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            while (!head.ToString().EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal))
            {
                head.Append((char)(await ReadAsync(1))[0]);
            }
        }

        return head.ToString();
    }
}
