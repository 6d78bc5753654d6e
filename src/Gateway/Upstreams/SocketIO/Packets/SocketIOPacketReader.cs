using System.Buffers.Text;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>Reads the text of a Socket.IO packet, revisions 3 to 5: type, attachments, namespace, ack id, JSON. Pure.</summary>
internal static class SocketIOPacketReader
{
    /// <exception cref="SocketIOFormatException">It is no packet.</exception>
    public static SocketIOPacket Read(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6')
        {
            throw new SocketIOFormatException("a packet has no known type");
        }

        var type = (SocketIOPacketType)(text[0] - '0');
        var rest = text[1..];
        var attachments = 0;
        if (type is SocketIOPacketType.BinaryEvent or SocketIOPacketType.BinaryAck)
        {
            if (!Utf8Parser.TryParse(rest, out attachments, out var digits) || attachments < 0 || digits >= rest.Length || rest[digits] != '-')
            {
                throw new SocketIOFormatException("a binary packet does not say how many attachments it has");
            }

            rest = rest[(digits + 1)..];
        }

        var name = ReadNamespace(ref rest, out var hasQuery);
        return new SocketIOPacket { Type = type, Attachments = attachments, Namespace = name, HasQuery = hasQuery, Id = ReadId(ref rest), Json = rest };
    }

    /// <summary>It ends at a comma or with the packet: 1.x leaves the comma out.</summary>
    private static ReadOnlySpan<byte> ReadNamespace(scoped ref ReadOnlySpan<byte> rest, out bool hasQuery)
    {
        hasQuery = false;
        if (rest is not [(byte)'/', ..])
        {
            return "/"u8;
        }

        var comma = rest.IndexOf((byte)',');
        var name = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        var query = name.IndexOf((byte)'?');
        hasQuery = query >= 0;
        return hasQuery ? name[..query] : name;
    }

    private static long? ReadId(scoped ref ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? rest.Length : length;
        if (length == 0)
        {
            return null;
        }

        if (!Utf8Parser.TryParse(rest[..length], out long id, out _))
        {
            throw new SocketIOFormatException("an ack id is out of range");
        }

        rest = rest[length..];
        return id;
    }
}
