namespace Gateway.Upstreams.SocketIO.Packets;

/// <summary>What a Socket.IO packet is (protocol revisions 3 to 5; the digits are the wire's).</summary>
internal enum SocketIOPacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,

    /// <summary>Named ERROR before revision 5.</summary>
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}

/// <summary>One Socket.IO packet without its attachments; slices of the frame it was read from.</summary>
internal readonly ref struct SocketIOPacket
{
    public required SocketIOPacketType Type { get; init; }

    /// <summary>How many binary packets follow and belong to it.</summary>
    public int Attachments { get; init; }

    /// <summary><c>/</c> for the root; a query after it is left out.</summary>
    public required ReadOnlySpan<byte> Namespace { get; init; }

    /// <summary>Whether a query stood after the namespace.</summary>
    public bool HasQuery { get; init; }

    public long? Id { get; init; }

    /// <summary>The rest: JSON of whatever form, not looked at; may be empty.</summary>
    public ReadOnlySpan<byte> Json { get; init; }
}
