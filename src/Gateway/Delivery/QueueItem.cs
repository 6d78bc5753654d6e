using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>One place in a client's queue: a message, a batch, or neither where an event was dropped.</summary>
internal readonly record struct QueueItem(SharedMessage? Message, EventBatch? Batch = null)
{
    public bool IsHole => Message is null && Batch is null;

    public void Release()
    {
        Message?.Release();
        Batch?.Dispose();
    }
}
