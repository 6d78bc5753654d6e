using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Writes requests in one wire format.</summary>
internal interface ISocketIOEncoder
{
    /// <summary>How many acks may be waited for before writing pauses.</summary>
    int MaxUnanswered { get; }

    void EncodeBeat(SocketIOBeat beat, OutboundBatch batch);

    /// <summary>Null when its packets were added to the batch; else why it cannot be sent, for people, and nothing was added.</summary>
    string? Encode(SocketIORequest request, long id, OutboundBatch batch);
}

/// <summary>A sign of life.</summary>
internal enum SocketIOBeat
{
    None,
    Ping,
    Pong,
}
