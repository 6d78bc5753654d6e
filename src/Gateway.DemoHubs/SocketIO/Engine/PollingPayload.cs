using System.Globalization;
using System.Text;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>Several packets in one HTTP body. EIO4: text joined by 0x1E. EIO3: <c>length:packet</c>, or the binary form where a packet is binary.</summary>
internal static class PollingPayload
{
    private const char Separator = '\u001e';
    private const byte LengthEnd = 0xff;

    public static (byte[] Bytes, string ContentType) Write(IReadOnlyList<EnginePacket> packets, int revision, bool isBase64)
    {
        if (revision == 3 && !isBase64 && packets.Any(static packet => packet.IsBinary))
            return ([.. packets.SelectMany(WriteBinary)], "application/octet-stream");
        var texts = packets.Select(packet => packet.ToText(revision));
        var payload = revision == 4
            ? string.Join(Separator, texts)
            : string.Concat(texts.Select(static text => text.Length.ToString(CultureInfo.InvariantCulture) + ":" + text));
        return (Encoding.UTF8.GetBytes(payload), "text/plain; charset=UTF-8");
    }

    /// <summary>Null is the end of it: there stood something that is no packet.</summary>
    public static IEnumerable<EnginePacket?> Read(byte[] body, bool isBinary, int revision)
    {
        var packets = isBinary ? ReadBinary(body) : revision == 4 ? ReadJoined(Encoding.UTF8.GetString(body)) : ReadCounted(Encoding.UTF8.GetString(body));
        foreach (var packet in packets)
        {
            yield return packet;
            if (packet is null)
                yield break;
        }
    }

    private static IEnumerable<EnginePacket?> ReadJoined(string body) => body.Split(Separator).Select(static text => EnginePacket.Read(text, revision: 4));

    private static IEnumerable<EnginePacket?> ReadCounted(string body)
    {
        if (body.Length == 0)
            yield return null;
        for (var rest = body; rest.Length > 0;)
        {
            var colon = rest.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || !int.TryParse(rest.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ||
                length > rest.Length - colon - 1)
            {
                yield return null;
                yield break;
            }

            if (length > 0)
                yield return EnginePacket.Read(rest.Substring(colon + 1, length), revision: 3);
            rest = rest[(colon + 1 + length)..];
        }
    }

    private static IEnumerable<EnginePacket?> ReadBinary(byte[] body)
    {
        for (var at = 0; at < body.Length;)
        {
            var end = Array.IndexOf(body, LengthEnd, at);
            if (body[at] > 1 || !TryLength(body, at + 1, end, out var length) || length > body.Length - end - 1)
            {
                yield return null;
                yield break;
            }

            var content = body.AsMemory(end + 1, length);
            if (body[at] == 0)
                yield return EnginePacket.Read(Encoding.UTF8.GetString(content.Span), revision: 3);
            else
                yield return EnginePacket.Read(content.Span, revision: 3);
            at = end + 1 + length;
        }
    }

    private static bool TryLength(byte[] body, int from, int end, out int length)
    {
        length = 0;
        if (end <= from || end - from > 9)
            return false;
        foreach (var digit in body.AsSpan(from, end - from))
        {
            if (digit > 9)
                return false;
            length = (length * 10) + digit;
        }

        return true;
    }

    private static IEnumerable<byte> WriteBinary(EnginePacket packet)
    {
        byte[] content = packet.IsBinary ? [4, .. packet.Binary.Span] : packet.Utf8;
        return [(byte)(packet.IsBinary ? 1 : 0), .. Digits(content.Length), LengthEnd, .. content];
    }

    private static IEnumerable<byte> Digits(int length) => length.ToString(CultureInfo.InvariantCulture).Select(static digit => (byte)(digit - '0'));
}
