using System.Text.Unicode;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Puts requests into the batch that goes to the transport next, and refuses what would make the server end the connection.
/// Used by the one writer.
/// </summary>
/// <param name="encoder">The wire format.</param>
/// <param name="maxPayload">The largest packet the server takes; null where it does not say.</param>
/// <param name="isBinaryText">Whether binary may travel as base64, which makes it larger.</param>
internal sealed class SocketIOPacker(ISocketIOEncoder encoder, int? maxPayload, bool isBinaryText)
{
    public OutboundBatch Batch { get; } = new();

    public int MaxUnanswered => encoder.MaxUnanswered;

    public void Beat(SocketIOBeat beat)
    {
        encoder.EncodeBeat(beat, Batch);
        Batch.EndItem(null, 0);
    }

    /// <summary>Null when its packets are in the batch; else why it cannot be sent, for people, and nothing was added.</summary>
    public string? Add(SocketIORequest request, long id)
    {
        var before = Batch.Count;
        var refusal = Encode(request, id) ?? Check(before);
        if (refusal is not null)
        {
            Batch.TakeBack(before);
            return refusal;
        }

        Batch.EndItem(request, id);
        return null;
    }

    private string? Encode(SocketIORequest request, long id)
    {
        try
        {
            return encoder.Encode(request, id, Batch);
        }
        catch (SocketIOFormatException exception)
        {
            return $"It cannot be sent because {exception.Message}.";
        }
        catch (ArgumentException)
        {
            return "It cannot be sent because the event's name is no Unicode text.";
        }
    }

    /// <summary>A text that is not UTF-8, or a packet that is too large, ends the whole connection.</summary>
    private string? Check(int before)
    {
        for (var index = before; index < Batch.Count; index++)
        {
            var packet = Batch[index].Span;
            if (!Batch.IsBinary(index) && !Utf8.IsValid(packet))
            {
                return "It cannot be sent because its text is not UTF-8.";
            }

            var length = Batch.IsBinary(index) && isBinaryText ? BinaryText.LengthOf(packet.Length) : packet.Length;
            if (length > maxPayload)
            {
                return $"It has {length} bytes; the server takes at most {maxPayload} in one packet.";
            }
        }

        return null;
    }
}
