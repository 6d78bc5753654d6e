using System.Buffers;

namespace Gateway.Delivery;

/// <summary>How one client's transport frames messages and writes them. Used by that client's pump only.</summary>
internal interface IClientWire
{
    /// <summary>Adds a message in this transport's form.</summary>
    void Frame(IBufferWriter<byte> output, in Outgoing outgoing);

    /// <summary>Writes framed messages; completes when the transport takes more. Throws when the client has gone.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellationToken);
}
