using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>
/// Several packets in one HTTP body, in each revision's form, both ways. Pure; the lists it fills hold copies.
/// </summary>
internal static class EnginePayload
{
    /// <summary>An answer of 32 MB could hold 16 million packets, which would take fifty times its size.</summary>
    private const int MaxPackets = 1 << 18;

    private const byte Separator = 0x1E;
    private const byte LengthEnd = 0xFF;
    private const char LegacyMark = '\uFFFD';

    /// <summary>Engine.IO 4: packets joined by 1E; binary as <c>b</c> and base64. An empty body holds none.</summary>
    public static void ReadSeparated(ReadOnlySpan<byte> body, ICollection<PayloadPacket> packets)
    {
        if (body.IsEmpty)
        {
            return;
        }

        foreach (var range in body.Split(Separator))
        {
            Count(packets);
            Add(body[range], 4, packets);
        }
    }

    /// <summary>Engine.IO 3, text form: <c>length:packet</c>, the length in UTF-16 units. 1.x writes UTF-8 twice and counts bytes.</summary>
    /// <exception cref="SocketIOFormatException">The lengths do not fit.</exception>
    public static void ReadText(ReadOnlySpan<byte> body, bool isTwiceEncoded, ICollection<PayloadPacket> packets)
    {
        var text = Encoding.UTF8.GetString(body).AsSpan();
        while (!text.IsEmpty)
        {
            Count(packets);
            var colon = text.IndexOf(':');
            if (colon < 1 || !int.TryParse(text[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > text.Length - colon - 1)
            {
                throw new SocketIOFormatException("a polling answer's lengths do not fit");
            }

            var packet = text.Slice(colon + 1, length);
            var bytes = isTwiceEncoded ? Encoding.Latin1.GetBytes(packet.ToArray()) : Encoding.UTF8.GetBytes(packet.ToArray());
            Add(bytes, 3, packets);
            text = text[(colon + 1 + length)..];
        }
    }

    /// <summary>Engine.IO 3, binary form: 00 or 01, the length's digits one per byte, FF, content.</summary>
    /// <exception cref="SocketIOFormatException">It is not that.</exception>
    public static void ReadBinary(ReadOnlySpan<byte> body, ICollection<PayloadPacket> packets)
    {
        while (!body.IsEmpty)
        {
            Count(packets);
            var end = body.IndexOf(LengthEnd);
            if (end < 2 || end > 10 || body[0] > 1)
            {
                throw new SocketIOFormatException("a binary polling answer has no length");
            }

            var length = 0L;
            foreach (var digit in body[1..end])
            {
                length = digit <= 9 ? (length * 10) + digit : throw new SocketIOFormatException("a binary polling answer has no length");
            }

            if (length > body.Length - end - 1)
            {
                throw new SocketIOFormatException("a binary polling answer's lengths do not fit");
            }

            var content = body.Slice(end + 1, (int)length);
            if (body[0] == 0)
            {
                Add(content, 3, packets);
            }
            else
            {
                packets.Add(new PayloadPacket(IsBinary: true, content.IsEmpty ? [] : content[1..].ToArray()));
            }

            body = body[(end + 1 + (int)length)..];
        }
    }

    /// <summary>Socket.IO 0.9: one packet bare, several each after its length between marks.</summary>
    /// <exception cref="SocketIOFormatException">The lengths do not fit.</exception>
    public static void ReadLegacy(ReadOnlySpan<byte> body, ICollection<PayloadPacket> packets)
    {
        var text = Encoding.UTF8.GetString(body).AsSpan();
        if (text.IsEmpty)
        {
            return;
        }

        if (text[0] != LegacyMark)
        {
            packets.Add(new PayloadPacket(IsBinary: false, Encoding.UTF8.GetBytes(text.ToArray())));
            return;
        }

        while (!text.IsEmpty)
        {
            Count(packets);
            var end = text[1..].IndexOf(LegacyMark) + 1;
            if (end < 2 || !int.TryParse(text[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > text.Length - end - 1)
            {
                throw new SocketIOFormatException("a polling answer's lengths do not fit");
            }

            packets.Add(new PayloadPacket(IsBinary: false, Encoding.UTF8.GetBytes(text.Slice(end + 1, length).ToArray())));
            text = text[(end + 1 + length)..];
        }
    }

    public static byte[] WriteSeparated(IReadOnlyList<PayloadPacket> packets)
    {
        using var body = new MemoryStream();
        foreach (var packet in packets)
        {
            if (body.Length > 0)
            {
                body.WriteByte(Separator);
            }

            body.Write(packet.IsBinary ? BinaryText.Encode(packet.Bytes.Span, 4) : packet.Bytes.Span);
        }

        return body.ToArray();
    }

    /// <summary>Taken by 1.x, 2.x and 4.x alike.</summary>
    public static byte[] WriteBinary(IReadOnlyList<PayloadPacket> packets, bool base64)
    {
        using var body = new MemoryStream();
        foreach (var packet in packets)
        {
            var isBinary = packet.IsBinary && !base64;
            ReadOnlySpan<byte> content = packet.IsBinary && base64 ? BinaryText.Encode(packet.Bytes.Span, 3) : packet.Bytes.Span;
            body.WriteByte(isBinary ? (byte)1 : (byte)0);
            foreach (var digit in (content.Length + (isBinary ? 1 : 0)).ToString(CultureInfo.InvariantCulture))
            {
                body.WriteByte((byte)(digit - '0'));
            }

            body.WriteByte(LengthEnd);
            if (isBinary)
            {
                body.WriteByte(4);
            }

            body.Write(content);
        }

        return body.ToArray();
    }

    /// <summary>
    /// The server joins the chunks of a body as text one by one, which breaks characters that stand across two (seen with 0.9.19
    /// above 64 kB), so JSON is written in ASCII.
    /// </summary>
    public static byte[] WriteLegacy(IReadOnlyList<PayloadPacket> packets)
    {
        var body = new StringBuilder();
        foreach (var packet in packets)
        {
            var text = Encoding.UTF8.GetString(packet.Bytes.Span);
            text = text[0] is '4' or '5' or '6' ? EscapeData(text) : text;
            if (packets.Count > 1)
            {
                body.Append(LegacyMark).Append(text.Length.ToString(CultureInfo.InvariantCulture)).Append(LegacyMark);
            }

            body.Append(text);
        }

        return Encoding.UTF8.GetBytes(body.ToString());
    }

    /// <summary>What stands behind the third colon; the endpoint before it is no JSON, and its name is its bytes.</summary>
    private static string EscapeData(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var data = text.IndexOf(':', text.IndexOf(':', text.IndexOf(':', StringComparison.Ordinal) + 1) + 1) + 1;
        var escaped = new StringBuilder(text.Length * 2).Append(text, 0, data);
        foreach (var character in text.AsSpan(data))
        {
            if (char.IsAscii(character))
            {
                escaped.Append(character);
            }
            else
            {
                escaped.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return escaped.ToString();
    }

    private static void Count(ICollection<PayloadPacket> packets)
    {
        if (packets.Count >= MaxPackets)
        {
            throw new SocketIOFormatException($"a polling answer has more than {MaxPackets} packets");
        }
    }

    private static void Add(ReadOnlySpan<byte> packet, int revision, ICollection<PayloadPacket> packets)
    {
        if (packet is [(byte)'b', ..])
        {
            var encoded = BinaryText.Content(packet, revision);
            var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
            if (Base64.DecodeFromUtf8(encoded, decoded, out _, out var written) == System.Buffers.OperationStatus.Done)
            {
                packets.Add(new PayloadPacket(IsBinary: true, decoded.AsMemory(0, written)));
                return;
            }
        }

        // Clients get what stands in it, and some of them end their connection on text that is none. A WebSocket checks that itself.
        packets.Add(new PayloadPacket(IsBinary: false, Utf8.IsValid(packet) ? packet.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(packet))));
    }
}

/// <param name="IsBinary">Whether it is the data of a binary message.</param>
/// <param name="Bytes">Without any mark of the transport's own.</param>
internal readonly record struct PayloadPacket(bool IsBinary, ReadOnlyMemory<byte> Bytes);
