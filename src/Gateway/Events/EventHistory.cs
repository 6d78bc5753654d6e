namespace Gateway.Events;

/// <summary>
/// The newest events of one hub, bounded three ways: by count, by age and by bytes. Owns one reference on each.
/// Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class EventHistory(HubStreamOptions options)
{
    private readonly Queue<HubEvent> _events = new();
    private long _bytes;
    private long _dropped;

    public IEnumerable<HubEvent> All => _events;

    /// <summary>Whether every event after <paramref name="sequence"/> is still here.</summary>
    public bool Covers(long sequence) => sequence >= _dropped;

    public void Add(HubEvent hubEvent)
    {
        if (options.HistoryEvents == 0)
        {
            _dropped = hubEvent.Sequence;
            return;
        }

        hubEvent.Retain();
        _events.Enqueue(hubEvent);
        _bytes += hubEvent.HeldBytes;
        while (_events.Count > options.HistoryEvents || _bytes > options.HistoryBytes)
        {
            DropOldest();
        }
    }

    public void DropOlderThan(DateTimeOffset time)
    {
        while (_events.TryPeek(out var oldest) && oldest.Time < time)
        {
            DropOldest();
        }
    }

    /// <summary>Begins anew after the sequence <paramref name="last"/>.</summary>
    public void Clear(long last)
    {
        while (_events.Count > 0)
        {
            DropOldest();
        }

        _dropped = last;
    }

    private void DropOldest()
    {
        var oldest = _events.Dequeue();
        _bytes -= oldest.HeldBytes;
        _dropped = oldest.Sequence;
        oldest.Release();
    }
}
