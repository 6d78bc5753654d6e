using System.Text;
using System.Text.Json;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Packets written by hand, such as <c>42["add user","John"]</c> or <c>5:::{"name":"add user"}</c>. Everything that would break
/// the connection, its heartbeat or its bookkeeping is refused with the reason.
/// </summary>
internal static class SocketIORawPacket
{
    /// <param name="packet">The text as given.</param>
    /// <param name="revision">The connection's Engine.IO revision; 0 for 0.9.</param>
    /// <param name="fault">Why it is not written, for people.</param>
    public static SocketIORequest? Parse(ReadOnlyMemory<byte> packet, int revision, out string? fault)
    {
        var isLegacy = revision == 0;
        try
        {
            fault = null;
            return isLegacy ? ParseLegacy(packet) : ParseEngine(packet);
        }
        catch (SocketIOFormatException exception)
        {
            fault = isLegacy
                ? $"This is no packet of Socket.IO 0.9 that can be written: {exception.Message}. An event is 5:::{{\"name\":\"add user\",\"args\":[\"John\"]}}."
                : $"This is no Socket.IO packet that can be written: {exception.Message}. An event is 42[\"add user\",\"John\"].";
            return null;
        }
    }

    /// <summary>The reason of a reply that refuses.</summary>
    public static string Words(UpstreamReply reply) => JsonSerializer.Deserialize(reply.Json.Span, SocketIOJson.Default.String) ?? "";

    private static SocketIORequest ParseEngine(ReadOnlyMemory<byte> text)
    {
        if (text.Span is not [(byte)'4', ..])
        {
            throw new SocketIOFormatException("it must begin with 4, a message; the other types belong to the connection itself");
        }

        var packet = SocketIOPacketReader.Read(text.Span[1..]);
        if (packet.HasQuery)
        {
            throw new SocketIOFormatException("a query belongs to joining a namespace; with it the server takes it for another one");
        }

        switch (packet.Type)
        {
            case SocketIOPacketType.Event:
                RequireOwnName(SocketIOArguments.ReadEvent(packet.Json));
                break;
            case SocketIOPacketType.Ack when packet.Id is not null:
                SocketIOArguments.ReadList(packet.Json);
                break;
            case SocketIOPacketType.BinaryEvent or SocketIOPacketType.BinaryAck:
                throw new SocketIOFormatException("its attachments cannot travel with it; send a command with {\"$binary\":\"<base64>\"} in its arguments");
            default:
                throw new SocketIOFormatException("only events (42) and acks with an id (43) are written; namespaces are joined and left by subscriptions");
        }

        return SocketIORequest.Raw(
            Encoding.UTF8.GetString(packet.Namespace), text, packet.Type == SocketIOPacketType.Event ? packet.Id : null);
    }

    private static SocketIORequest ParseLegacy(ReadOnlyMemory<byte> text)
    {
        var packet = LegacyPacket.Read(text.Span);
        switch (packet.Type)
        {
            case LegacyPacketType.Message:
                break;
            case LegacyPacketType.Event or LegacyPacketType.Json:
                RequireJson(packet.Data);
                break;
            case LegacyPacketType.Ack:
                LegacyPacket.ReadAck(packet.Data, out var args);
                SocketIOArguments.ReadList(args.IsEmpty ? "[]"u8 : args);
                break;
            default:
                throw new SocketIOFormatException("only messages (3, 4), events (5) and acks (6) are written");
        }

        return SocketIORequest.Raw(Encoding.UTF8.GetString(packet.Namespace), text, packet.Type == LegacyPacketType.Ack ? null : packet.Id);
    }

    private static void RequireOwnName(in SocketIOArguments arguments)
    {
        var name = Encoding.UTF8.GetString(arguments.IsNameEscaped ? arguments.UnescapeName(new byte[arguments.NameToken.Length]) : arguments.PlainName);
        if (SocketIOEncoder.IsRefused(name))
        {
            throw new SocketIOFormatException($"the event name '{name}' is the protocol's own");
        }
    }

    private static void RequireJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
            }
        }
        catch (JsonException exception)
        {
            throw new SocketIOFormatException("its JSON is broken", exception);
        }
    }
}
