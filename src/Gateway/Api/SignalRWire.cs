using System.Buffers;
using Gateway.Delivery;
using Gateway.Events;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>
/// Writes ready-made JSON records to one SignalR connection. Records end in 0x1E, so several of them are one valid write; the
/// connection takes them as one pre-serialised message.
/// </summary>
internal sealed class SignalRWire(HubConnectionContext connection) : IClientWire
{
    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing) => Add(output, outgoing);

    /// <summary>Adds a message as SignalR records have it.</summary>
    public static void Add(IBufferWriter<byte> output, in Outgoing outgoing)
    {
        if (outgoing.AsSnapshot)
        {
            ((HubEvent)outgoing.Message).WriteSnapshotRecord(output);
        }
        else
        {
            output.Write(outgoing.Message.Record.Span);
        }
    }

    public ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken) =>
        connection.WriteAsync(new SerializedHubMessage([new SerializedMessage(connection.Protocol.Name, messages)]), cancellationToken);
}
