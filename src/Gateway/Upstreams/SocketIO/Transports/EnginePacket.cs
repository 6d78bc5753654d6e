namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>What a transport hands up.</summary>
internal enum EnginePacketKind
{
    /// <summary>Text: an Engine.IO type digit with its data, or a whole packet of 0.9.</summary>
    Text,

    /// <summary>The data of a binary message, without any mark of the transport's own.</summary>
    Binary,

    /// <summary>The other side closed; the bytes say how, for people.</summary>
    Closed,
}

/// <param name="Kind">Which.</param>
/// <param name="Bytes">Valid until the next read.</param>
internal readonly record struct EnginePacket(EnginePacketKind Kind, ReadOnlyMemory<byte> Bytes);
