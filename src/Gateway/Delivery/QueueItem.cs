using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>One place in a client's queue: a message, a value that newer ones replace, a batch, or nothing where an event was taken out.</summary>
internal readonly record struct QueueItem(SharedMessage? Message, EventBatch? Batch = null, WaitingValue? Value = null)
{
    public bool IsHole => Message is null && Batch is null && Value is null;

    /// <summary>The event that waits here, if one does.</summary>
    public HubEvent? Event => Value is null ? Message as HubEvent : Value.Event;

    public void Release()
    {
        Message?.Release();
        Value?.Event.Release();
        Batch?.Dispose();
    }
}
