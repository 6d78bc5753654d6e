using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>When a topic's next events may go to one client, and what waits for that: of each value the newest, and the newest occurrence, in order.</summary>
internal sealed class TopicPace
{
    /// <summary>Far above what one topic has values; only where the stream no longer knows them apart, more come together.</summary>
    private const int MaxHeld = 256;

    private List<HubEvent> _held = [];

    /// <summary>When the topic is due, as a timestamp.</summary>
    public long NextAt { get; set; }

    public TimeSpan MinInterval { get; set; }

    public int Held => _held.Count;

    public bool IsFull => _held.Count >= MaxHeld;

    /// <summary>Keeps a reference on the event; lets go of what it stands for.</summary>
    public void Hold(HubEvent hubEvent)
    {
        var held = hubEvent;
        if (hubEvent.EndsTopic)
        {
            Clear();
        }
        else if (_held.FindIndex(older => hubEvent.IsState ? older.IsState && ReferenceEquals(older.Slot, hubEvent.Slot) : !older.IsState) is >= 0 and var index)
        {
            // What it replaces may have told another part of the value, so then the whole of it is sent.
            held = hubEvent.Whole;
            _held[index].Release();
            _held.RemoveAt(index);
        }

        held.Retain();
        _held.Add(held);
    }

    /// <summary>Takes what is held, oldest first; the caller owns the references.</summary>
    public List<HubEvent> Take()
    {
        var taken = _held;
        _held = [];
        return taken;
    }

    public void Clear()
    {
        foreach (var hubEvent in _held)
        {
            hubEvent.Release();
        }

        _held.Clear();
    }
}
