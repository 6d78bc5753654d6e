using System.Buffers;
using Gateway.Delivery;
using Gateway.Events;

namespace Gateway.Api;

/// <summary>Writes Server-Sent Events to one response.</summary>
internal sealed class SseWire(HttpResponse response) : IClientWire
{
    /// <summary>How much is flushed at once of a long record.</summary>
    private const int Part = 64 * 1024;

    /// <summary>The newest event that was written. A conflated one stands where an older one stood, before events that it is newer than.</summary>
    private long _newest;

    public Action? PartTaken { get; set; }

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

        // Without an id where something before it is still missing: a client cut off here must not resume as if it had all of it. Nor where it
        // has had newer ones: it would be told those again, and go back in time.
        output.Write(!IsPassed(outgoing) && outgoing.IsResumable ? message.SseId.Span : default);
        output.Write("\n"u8);
    }

    private bool IsPassed(in Outgoing outgoing)
    {
        if (outgoing.AsSnapshot || outgoing.Message is not HubEvent hubEvent)
        {
            return false;
        }

        var isPassed = hubEvent.Sequence < _newest;
        _newest = Math.Max(_newest, hubEvent.Sequence);
        return isPassed;
    }

    public async ValueTask WriteAsync(Memory<byte> messages, CancellationToken cancellationToken)
    {
        for (; messages.Length > Part; messages = messages[Part..])
        {
            await response.Body.WriteAsync(messages[..Part], cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            PartTaken?.Invoke();
        }

        await response.Body.WriteAsync(messages, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
