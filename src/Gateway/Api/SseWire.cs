using System.Buffers;
using Gateway.Delivery;
using Gateway.Events;

namespace Gateway.Api;

/// <summary>Writes Server-Sent Events to one response.</summary>
internal sealed class SseWire(HttpResponse response) : IClientWire
{
    public void Frame(IBufferWriter<byte> output, SharedMessage message, bool asSnapshot)
    {
        if (message.Target == MessageTarget.Heartbeat)
        {
            output.Write(": \n\n"u8);
        }
        else if (asSnapshot)
        {
            // Without an id: a client cut off inside a snapshot must not resume as if it had all of it.
            var payload = new ArrayBufferWriter<byte>(message.Length + 32);
            ((HubEvent)message).WriteSnapshotPayload(payload);
            output.Write(SseRecord.Make(message.Target.Name, payload.WrittenSpan, id: null));
        }
        else
        {
            output.Write(message.Sse.Span);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(messages, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
