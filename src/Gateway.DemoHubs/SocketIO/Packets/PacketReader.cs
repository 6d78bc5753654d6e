using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.SocketIO.Packets;

/// <summary>As strict as socket.io-parser 4.2, or 3.3 where it is lenient.</summary>
internal static class PacketReader
{
    private const int MaxAttachments = 10;

    private static readonly string[] ReservedNames = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

    /// <summary>Null for what makes the server close the transport.</summary>
    public static SocketPacket? Read(string text, bool isLenient)
    {
        if (text.Length == 0 || text[0] is < '0' or > '6')
            return null;
        var type = (SocketPacketType)(text[0] - '0');
        var at = 1;
        if (!TryAttachments(text, type, ref at, out var attachments))
            return null;
        var name = Namespace(text, ref at);
        var id = Id(text, ref at);
        if (at == text.Length)
            return new SocketPacket(type, name, id, Data: null, attachments);

        JsonNode? data;
        try
        {
            data = WireJson.Parse(text[at..]);
        }
        catch (JsonException)
        {
            return null;
        }

        return IsValid(type, data, isLenient) ? new SocketPacket(type, name, id, data, attachments) : null;
    }

    private static bool TryAttachments(string text, SocketPacketType type, ref int at, out int attachments)
    {
        attachments = 0;
        if (type is not (SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck))
            return true;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !int.TryParse(text.AsSpan(at, dash - at), NumberStyles.None, CultureInfo.InvariantCulture, out attachments))
            return false;
        at = dash + 1;
        return attachments is >= 1 and <= MaxAttachments;
    }

    // Up to the comma, or to the end.
    private static string Namespace(string text, ref int at)
    {
        if (at == text.Length || text[at] != '/')
            return "/";
        var start = at;
        var comma = text.IndexOf(',', start);
        at = comma < 0 ? text.Length : comma + 1;
        return text[start..(comma < 0 ? text.Length : comma)];
    }

    private static long? Id(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return long.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    private static bool IsValid(SocketPacketType type, JsonNode? data, bool isLenient) => type switch
    {
        SocketPacketType.Connect => data is JsonObject || (isLenient && data is null or JsonArray),
        SocketPacketType.Disconnect => false,
        SocketPacketType.Error => data is JsonObject || WireJson.IsString(data) || isLenient,
        SocketPacketType.Ack or SocketPacketType.BinaryAck => data is JsonArray,
        _ => data is JsonArray { Count: > 0 } items && IsName(items[0], isLenient),
    };

    private static bool IsName(JsonNode? node, bool isLenient) => node?.GetValueKind() switch
    {
        JsonValueKind.Number => true,
        JsonValueKind.String => isLenient || !ReservedNames.Contains(node.GetValue<string>(), StringComparer.Ordinal),
        _ => false,
    };
}
