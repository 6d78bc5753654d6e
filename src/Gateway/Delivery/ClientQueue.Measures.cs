namespace Gateway.Delivery;

/// <content>What is counted of it. To be looked at without a lock: it may be old already.</content>
internal sealed partial class ClientQueue
{
    /// <summary>Events handed to the transport so far, those of snapshots and replays included.</summary>
    public long Delivered { get; private set; }

    /// <summary>Events dropped so far because the client was too slow.</summary>
    public long Dropped => _gaps.TotalDropped;

    /// <summary>Events replaced by a newer one of the same value because the client was too slow.</summary>
    public long Conflated => _gaps.TotalConflated;

    /// <summary>How many messages and batches wait, to be looked at: it may be old already.</summary>
    public int Depth => _items.Count;

    /// <summary>How many bytes the live events that wait have; those of snapshots and replays are shared, and do not count.</summary>
    public long Bytes => _events.Bytes;
}
