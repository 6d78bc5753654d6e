using System.Buffers;

namespace Gateway.Delivery;

/// <summary>How one client's transport frames messages and writes them. Used by that client's pump only.</summary>
internal interface IClientWire
{
    /// <summary>Bytes that this transport wants free before what it writes, for a head of its own.</summary>
    int Headroom => 0;

    /// <summary>
    /// Called each time the client took a part of a long write, where the transport can tell: a client that takes one event for longer than
    /// a stalled client is waited for is slow, not stalled.
    /// </summary>
    Action? PartTaken
    {
        get => null;
        set => _ = value;
    }

    /// <summary>Adds a message in this transport's form.</summary>
    void Frame(IBufferWriter<byte> output, in Outgoing outgoing);

    /// <summary>Writes framed messages; completes when the transport takes more. Throws when the client has gone.</summary>
    /// <param name="messages">The headroom, then what was framed. Lent until the write completes.</param>
    /// <param name="cancellationToken">The connection ends.</param>
    ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken);
}
