using System.Buffers.Text;

namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>What a packet of Socket.IO 0.9 is; the digits are the wire's.</summary>
internal enum LegacyPacketType
{
    Disconnect = 0,
    Connect = 1,
    Heartbeat = 2,
    Message = 3,
    Json = 4,
    Event = 5,
    Ack = 6,
    Error = 7,
    Noop = 8,
}

/// <summary>One packet of Socket.IO 0.9, <c>type:id[+]:endpoint[:data]</c>; slices of the text it was read from.</summary>
internal readonly ref struct LegacyPacket
{
    public required LegacyPacketType Type { get; init; }

    public long? Id { get; init; }

    /// <summary>The <c>+</c>: whoever sent it answers or wants the answer itself, with arguments.</summary>
    public bool HasPlus { get; init; }

    /// <summary><c>/</c> for the root; a query after it is left out.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    public ReadOnlySpan<byte> Data { get; init; }

    /// <exception cref="SocketIOFormatException">It is no packet.</exception>
    public static LegacyPacket Read(ReadOnlySpan<byte> text)
    {
        if (text.Length < 3 || text[0] is < (byte)'0' or > (byte)'8' || text[1] != ':')
        {
            throw new SocketIOFormatException("a packet has no known type");
        }

        var rest = text[2..];
        var colon = rest.IndexOf((byte)':');
        if (colon < 0)
        {
            throw new SocketIOFormatException("a packet has no endpoint");
        }

        var id = rest[..colon];
        rest = rest[(colon + 1)..];
        colon = rest.IndexOf((byte)':');
        var name = colon < 0 ? rest : rest[..colon];
        var query = name.IndexOf((byte)'?');
        name = query < 0 ? name : name[..query];
        return new LegacyPacket
        {
            Type = (LegacyPacketType)(text[0] - '0'),
            Id = ReadId(id),
            HasPlus = id is [.., (byte)'+'],
            Namespace = name.IsEmpty ? "/"u8 : name,
            Data = colon < 0 ? default : rest[(colon + 1)..],
        };
    }

    /// <summary>Splits the data of an ack, <c>id[+args]</c>.</summary>
    /// <exception cref="SocketIOFormatException">It is none.</exception>
    public static long ReadAck(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> args)
    {
        var plus = data.IndexOf((byte)'+');
        args = plus < 0 ? default : data[(plus + 1)..];
        return ReadId(plus < 0 ? data : data[..plus]) ?? throw new SocketIOFormatException("an ack has no id");
    }

    private static long? ReadId(ReadOnlySpan<byte> text)
    {
        text = text.TrimEnd((byte)'+');
        if (text.IsEmpty)
        {
            return null;
        }

        return Utf8Parser.TryParse(text, out long id, out var length) && length == text.Length && id >= 0
            ? id
            : throw new SocketIOFormatException("an id is no number");
    }
}
