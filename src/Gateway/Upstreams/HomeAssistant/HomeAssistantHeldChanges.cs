namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Events of <c>subscribe_entities</c> that came before its snapshot and apply to it. Of more than it may hold the oldest go: what a
/// later one says of an entity stands.
/// </summary>
internal sealed class HomeAssistantHeldChanges
{
    private const int MaxEvents = 256;
    private const int MaxBytes = 1 << 20;

    private readonly Queue<byte[]> _events = new();
    private int _bytes;

    /// <summary>Keeps a copy. Answers how many events were let go for it.</summary>
    public int Add(ReadOnlySpan<byte> eventJson)
    {
        _events.Enqueue(eventJson.ToArray());
        _bytes += eventJson.Length;
        var dropped = 0;
        while (_events.Count > MaxEvents || _bytes > MaxBytes)
        {
            _bytes -= _events.Dequeue().Length;
            dropped++;
        }

        return dropped;
    }

    /// <summary>Gives them back, the oldest first, and holds them no longer.</summary>
    public bool TryTake(out ReadOnlySpan<byte> eventJson)
    {
        var isTaken = _events.TryDequeue(out var held);
        _bytes -= held?.Length ?? 0;
        eventJson = held;
        return isTaken;
    }
}
