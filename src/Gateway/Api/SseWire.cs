using System.Buffers;
using Gateway.Delivery;
using Gateway.Events;

namespace Gateway.Api;

/// <summary>Writes Server-Sent Events to one response.</summary>
internal sealed class SseWire(HttpResponse response) : IClientWire
{
    public void Frame(IBufferWriter<byte> output, in Outgoing outgoing)
    {
        var message = outgoing.Message;
        if (message.Target == MessageTarget.Heartbeat)
        {
            output.Write(": \n"u8);
        }
        else if (outgoing.AsSnapshot)
        {
            var payload = new ArrayBufferWriter<byte>(message.Length + 32);
            ((HubEvent)message).WriteSnapshotPayload(payload);
            SseRecord.Write(output, message.Target, payload.WrittenSpan);
        }
        else
        {
            message.WriteSse(output);
        }

        // Without an id where something before it is still missing: a client cut off here must not resume as if it had all of it.
        output.Write(outgoing.IsResumable ? message.SseId.Span : default);
        output.Write("\n"u8);
    }

    public async ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(messages, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
