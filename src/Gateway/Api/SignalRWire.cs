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
    public void Frame(IBufferWriter<byte> output, SharedMessage message, bool asSnapshot)
    {
        if (asSnapshot)
        {
            ((HubEvent)message).WriteSnapshotRecord(output);
        }
        else
        {
            output.Write(message.Record.Span);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellationToken) =>
        connection.WriteAsync(new SerializedHubMessage([new SerializedMessage(connection.Protocol.Name, messages)]), cancellationToken);
}
