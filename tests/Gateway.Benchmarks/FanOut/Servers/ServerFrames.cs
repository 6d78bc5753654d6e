using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Gateway.Benchmarks.FanOut.Servers;

/// <summary>The least of RFC 6455 that a server needs.</summary>
internal static partial class ServerFrames
{
    /// <summary>A whole text frame.</summary>
    public static byte[] Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public static byte[] Text(ReadOnlySpan<byte> payload)
    {
        byte[] head = payload.Length < 126 ? [0x81, (byte)payload.Length] : [0x81, 126, 0, 0];
        if (head.Length == 4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), checked((ushort)payload.Length));
        }

        return [.. head, .. payload];
    }

    public static async Task UpgradeAsync(Stream stream, CancellationToken cancellationToken)
    {
        var request = new byte[4_096];
        var length = 0;
        while (!request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            length += await stream.ReadAtLeastAsync(request.AsMemory(length), 1, cancellationToken: cancellationToken);
        }

        var key = Key().Match(Encoding.ASCII.GetString(request, 0, length)).Groups["key"].Value;
#pragma warning disable CA5350 // RFC 6455 names it.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"), cancellationToken);
    }

    /// <summary>The next short text of the client; null when it closes.</summary>
    public static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new byte[6];
        await stream.ReadExactlyAsync(head, cancellationToken);
        var payload = new byte[head[1] & 0x7F];
        await stream.ReadExactlyAsync(payload, cancellationToken);
        for (var index = 0; index < payload.Length; index++)
        {
            payload[index] ^= head[2 + (index % 4)];
        }

        return head[0] == 0x81 ? Encoding.UTF8.GetString(payload) : null;
    }

    [GeneratedRegex("""Sec-WebSocket-Key: (?<key>[^\r]+)""", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
