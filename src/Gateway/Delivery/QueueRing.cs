using System.Numerics;

namespace Gateway.Delivery;

/// <summary>
/// The items of one client's queue in order, in an array that is reused, so that queueing allocates nothing. A dropped item
/// leaves a hole, which is squeezed out when the array is full; so the array stays bounded by what is really waiting.
/// </summary>
internal sealed class QueueRing
{
    private const int First = 4;

    /// <summary>What one burst needed must not be kept for the rest of the connection.</summary>
    private const int LargestKept = 64;

    private QueueItem[] _items = new QueueItem[First];
    private int _head;
    private int _length;
    private int _holes;

    /// <summary>How many items wait.</summary>
    public int Count => _length - _holes;

    public void Add(QueueItem item)
    {
        if (_length == _items.Length)
        {
            Squeeze(_holes > _length / 4 ? _items.Length : _items.Length * 2);
        }

        _items[(_head + _length++) & (_items.Length - 1)] = item;
    }

    public bool TryPeek(out QueueItem item)
    {
        SkipHoles();
        item = _length > 0 ? _items[_head] : default;
        return _length > 0;
    }

    /// <summary>Removes the item that <see cref="TryPeek"/> shows.</summary>
    public void Remove()
    {
        _items[_head] = default;
        _head = (_head + 1) & (_items.Length - 1);
        if (--_length == 0 && _items.Length > LargestKept)
        {
            _items = new QueueItem[First];
            _head = 0;
        }
    }

    /// <summary>Goes over every item, oldest first; each may be replaced, or taken out by a default one.</summary>
    public void Rewrite(Func<QueueItem, QueueItem> rewrite)
    {
        for (var offset = 0; offset < _length; offset++)
        {
            ref var item = ref _items[(_head + offset) & (_items.Length - 1)];
            if (!item.IsHole)
            {
                item = rewrite(item);
                _holes += item.IsHole ? 1 : 0;
            }
        }
    }

    /// <summary>Takes the oldest event out from wherever it stands.</summary>
    /// <param name="isState">Which sort: one that tells a value, or an occurrence.</param>
    /// <param name="offset">Where to look from, and afterwards where it stood: who takes many out need not look at the rest again. 0: from the head.</param>
    /// <param name="item">What stood there.</param>
    public bool TryRemoveOldestEvent(bool isState, ref int offset, out QueueItem item)
    {
        for (; offset < _length; offset++)
        {
            ref var found = ref _items[(_head + offset) & (_items.Length - 1)];
            if (found.Event is { } hubEvent && hubEvent.IsState == isState)
            {
                item = found;
                found = default;
                _holes++;
                return true;
            }
        }

        item = default;
        return false;
    }

    /// <summary>Gives memory back that a burst needed, where most of it stands empty.</summary>
    public void Shrink()
    {
        var capacity = Math.Max(First, (int)BitOperations.RoundUpToPowerOf2((uint)Count + 1));
        if (capacity < _items.Length)
        {
            Squeeze(capacity);
        }
    }

    /// <summary>Lets go of everything.</summary>
    public void Clear()
    {
        while (TryPeek(out var item))
        {
            Remove();
            item.Release();
        }

        _items = new QueueItem[1];
        _head = 0;
    }

    private void SkipHoles()
    {
        while (_length > 0 && _items[_head].IsHole)
        {
            Remove();
            _holes--;
        }
    }

    private void Squeeze(int capacity)
    {
        var items = new QueueItem[capacity];
        var kept = 0;
        for (var offset = 0; offset < _length; offset++)
        {
            var item = _items[(_head + offset) & (_items.Length - 1)];
            if (!item.IsHole)
            {
                items[kept++] = item;
            }
        }

        _items = items;
        _head = 0;
        _length = kept;
        _holes = 0;
    }
}
