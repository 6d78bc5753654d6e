using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// The events in one client's queue, bounded in number and bytes. Above the bound of each value only the newest is kept, where
/// its oldest stood, but never before a notice or snapshot that came earlier; then occurrences go, oldest first; then values, which a snapshot makes good. As long as the client keeps up,
/// adding costs nothing but its place. A hub's burst comes faster than any client's pump gets its turn, so the bound is wider for a
/// moment (<see cref="ClientOptions.BurstFor"/>): who keeps up loses nothing by it. Used under the queue's lock only.
/// </summary>
internal sealed class WaitingEvents(ClientOptions options, QueueRing items, GapLog gaps, TimeProvider time, Action<HubEvent> lost)
{
    private long _crowdedSince;
    private bool _isLate;
    private int _count;
    private int _occurrences;
    private long _bytes;

    /// <summary>The newest event of each value; null while the client keeps up.</summary>
    private Dictionary<ValueSlot, WaitingValue>? _values;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Adds an event, with a reference of its own.</summary>
    public void Add(HubEvent hubEvent)
    {
        if (_values is not null && hubEvent.IsState)
        {
            AddValue(_values, hubEvent);
        }
        else
        {
            hubEvent.Retain();
            items.Add(new QueueItem(hubEvent));
            Count(hubEvent);
        }

        if (IsAbove(1))
        {
            Crowd(hubEvent);
        }
    }

    /// <summary>Something else joined the queue; what comes after it must not stand before it, least of all before an older snapshot.</summary>
    public void Fence() => _values?.Clear();

    /// <summary>An event was taken from the queue's head.</summary>
    public void Taken(QueueItem item)
    {
        Uncount(item.Event!);
        Forget(item);
        if (_count <= options.QueueMessages / 2 && _bytes <= options.QueueBytes / 2)
        {
            _values = null;
            _crowdedSince = 0;
            _isLate = false;
        }
    }

    private bool IsFull => IsAbove(_isLate ? 1 : ClientOptions.BurstTimes);

    private bool IsAbove(int times) => _count > (long)options.QueueMessages * times || _bytes > (long)options.QueueBytes * times;

    private void Crowd(HubEvent newest)
    {
        if (!_isLate)
        {
            _crowdedSince = _crowdedSince == 0 ? Math.Max(1, time.GetTimestamp()) : _crowdedSince;
            _isLate = time.GetElapsedTime(_crowdedSince) >= options.BurstFor;
        }

        if (IsFull)
        {
            var isBurst = IsAbove(2);
            _values ??= Conflate();
            DropWhileFull(newest);
            if (isBurst && _isLate)
            {
                // A client that stalls for long must not hold what its burst needed.
                items.Shrink();
                _values.TrimExcess();
            }
        }
    }

    private void AddValue(Dictionary<ValueSlot, WaitingValue> values, HubEvent hubEvent)
    {
        if (TryFindPlace(values, hubEvent, out var waiting))
        {
            Replace(waiting, hubEvent);
            return;
        }

        hubEvent.Retain();
        waiting = new WaitingValue(hubEvent);
        values[hubEvent.Slot] = waiting;
        items.Add(new QueueItem(null, Value: waiting));
        Count(hubEvent);
    }

    /// <summary>Where an older event of the same value stands; but the end of a topic stands behind everything of its parts, or they would be shown after it.</summary>
    private static bool TryFindPlace(Dictionary<ValueSlot, WaitingValue> values, HubEvent hubEvent, [NotNullWhen(true)] out WaitingValue? waiting) =>
        values.TryGetValue(hubEvent.Slot, out waiting)
        && !(hubEvent.EndsTopic && values.Keys.Any(slot => ReferenceEquals(slot.Topic, hubEvent.Topic) && !ReferenceEquals(slot, hubEvent.Slot)));

    /// <summary>What a newer event replaces may have told another part of the value, so the whole of it takes the place.</summary>
    private void Replace(WaitingValue waiting, HubEvent newer)
    {
        _bytes += newer.Whole.Length - waiting.Event.Length;
        gaps.CountConflated(waiting.Event);
        waiting.Replace(newer.Whole);
    }

    private Dictionary<ValueSlot, WaitingValue> Conflate()
    {
        var values = new Dictionary<ValueSlot, WaitingValue>();
        items.Rewrite(item =>
        {
            if (item.Event is not { } hubEvent)
            {
                values.Clear();
                return item;
            }

            if (!hubEvent.IsState)
            {
                return item;
            }

            if (TryFindPlace(values, hubEvent, out var waiting))
            {
                Uncount(hubEvent);
                Replace(waiting, hubEvent);
                hubEvent.Release();
                return default;
            }

            waiting = item.Value ?? new WaitingValue(hubEvent);
            values[hubEvent.Slot] = waiting;
            return new QueueItem(null, Value: waiting);
        });
        return values;
    }

    /// <summary>The newest event stays even when it alone is larger than the bound.</summary>
    private void DropWhileFull(HubEvent newest)
    {
        var spared = newest.IsState ? 0 : 1;
        var (offset, wasState) = (0, false);
        while (IsFull && _count > 1)
        {
            var isState = _occurrences <= spared;
            offset = isState == wasState ? offset : 0;
            wasState = isState;
            if (!items.TryRemoveOldestEvent(isState, ref offset, out var oldest))
            {
                return;
            }

            var dropped = oldest.Event!;
            gaps.CountDropped(dropped);
            lost(dropped);
            Uncount(dropped);
            Forget(oldest);
            dropped.Release();
        }
    }

    private void Count(HubEvent hubEvent)
    {
        _count++;
        _occurrences += hubEvent.IsState ? 0 : 1;
        _bytes += hubEvent.Length;
    }

    private void Uncount(HubEvent hubEvent)
    {
        _count--;
        _occurrences -= hubEvent.IsState ? 0 : 1;
        _bytes -= hubEvent.Length;
    }

    private void Forget(QueueItem item)
    {
        if (item.Value is { } value && _values is not null && _values.TryGetValue(value.Event.Slot, out var current) && ReferenceEquals(current, value))
        {
            _values.Remove(value.Event.Slot);
        }
    }
}
