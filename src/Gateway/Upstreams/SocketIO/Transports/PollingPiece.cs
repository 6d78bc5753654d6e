using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>What of one item goes into one POST: an item that is too large for a body is parted between its packets.</summary>
/// <param name="Item">Whose packets they are.</param>
/// <param name="First">The first packet.</param>
/// <param name="End">The one after the last.</param>
internal readonly record struct PollingPiece(OutboundItem Item, int First, int End)
{
    /// <summary>What a packet's length takes in a body, at most.</summary>
    private const int Framing = 12;

    /// <summary>The item's beginning stands in an earlier body: what was begun must be ended.</summary>
    public bool IsRest => First > Item.First;

    /// <summary>Parts a batch into bodies which the server takes, in order.</summary>
    public static List<List<PollingPiece>> Part(OutboundBatch batch, int maxBody)
    {
        var bodies = new List<List<PollingPiece>> { new() };
        var size = 0;
        foreach (var item in batch.Items)
        {
            var first = item.First;
            for (var index = first; index < item.End; index++)
            {
                var more = Framing + (batch.IsBinary(index) ? BinaryText.LengthOf(batch[index].Length) : batch[index].Length);
                if (size > 0 && size + more > maxBody)
                {
                    Add(bodies[^1], new PollingPiece(item, first, index));
                    bodies.Add([]);
                    first = index;
                    size = 0;
                }

                size += more;
            }

            Add(bodies[^1], new PollingPiece(item, first, item.End));
        }

        return bodies;
    }

    private static void Add(List<PollingPiece> body, PollingPiece piece)
    {
        if (piece.End > piece.First)
        {
            body.Add(piece);
        }
    }
}
