using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// What waits for one client, in order. Bounded in messages and bytes: when full, the oldest waiting event goes and is counted.
/// Snapshots and replays do not count, since only one is under way at a time and its events are shared with other clients.
/// Offering takes a short lock and returns; nobody ever waits for the client but its own pump.
/// </summary>
internal sealed class ClientQueue(ClientOptions options, TimeProvider time) : IMessageReceiver
{
    private readonly Lock _gate = new();
    private readonly QueueRing _items = new();
    private readonly Queue<Action> _deferred = new();
    private readonly GapLog _gaps = new(time);
    private readonly QueueSignal _signal = new();
    private readonly TaskCompletionSource _overwhelmed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _events;
    private long _eventBytes;
    private int _notices;
    private bool _hasBatch;
    private EventThrottle? _throttle;

    public bool IsClosed { get; private set; }

    /// <summary>Set when even what must not be dropped no longer fits: the client is beyond help and its connection must end.</summary>
    public bool IsOverwhelmed => _overwhelmed.Task.IsCompleted;

    /// <summary>Completes when <see cref="IsOverwhelmed"/> becomes true; a pump may hang in a write and not see it.</summary>
    public Task Overwhelmed => _overwhelmed.Task;

    /// <summary>Events dropped so far because the client was too slow.</summary>
    public long Dropped => _gaps.TotalDropped;

    /// <summary>How many messages and batches wait.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    public void Offer(SharedMessage message)
    {
        lock (_gate)
        {
            if (IsEnded)
            {
                return;
            }

            message.Retain();
            _items.Add(new QueueItem(message));
            if (message is HubEvent)
            {
                _events++;
                _eventBytes += message.Length;
                DropWhileFull();
            }
            else if (++_notices > NoticeLimit)
            {
                _overwhelmed.TrySetResult();
            }

            _signal.Set();
        }
    }

    public void Offer(HubEvent hubEvent, TimeSpan minInterval)
    {
        lock (_gate)
        {
            if (!IsEnded)
            {
                _throttle ??= new EventThrottle(time, ReleaseHeld);
                if (_throttle.TryPass(hubEvent, minInterval))
                {
                    Offer(hubEvent);
                }
            }
        }
    }

    public void Offer(EventBatch batch)
    {
        lock (_gate)
        {
            if (IsEnded)
            {
                batch.Dispose();
                return;
            }

            _hasBatch = true;
            _items.Add(new QueueItem(null, batch));
            _signal.Set();
        }
    }

    public void Defer(Action work)
    {
        lock (_gate)
        {
            if (!IsEnded)
            {
                _deferred.Enqueue(work);
                if (_deferred.Count > NoticeLimit)
                {
                    _overwhelmed.TrySetResult();
                }

                _signal.Set();
            }
        }
    }

    /// <summary>Completes when there may be something to take. For the pump only.</summary>
    public ValueTask WaitAsync()
    {
        lock (_gate)
        {
            return _items.Count > 0 || CanRunDeferred || IsEnded ? ValueTask.CompletedTask : _signal.WaitAsync();
        }
    }

    /// <summary>Runs the next deferred work, when no batch is waiting. For the pump only, and without any lock held.</summary>
    public bool TryRunDeferred()
    {
        Action? work;
        lock (_gate)
        {
            work = CanRunDeferred ? _deferred.Dequeue() : null;
        }

        work?.Invoke();
        return work is not null;
    }

    /// <summary>Takes the next message, and the duty to release it. For the pump only.</summary>
    public bool TryTake([NotNullWhen(true)] out SharedMessage? message, out bool asSnapshot)
    {
        lock (_gate)
        {
            asSnapshot = false;
            if (_gaps.TryTake(out message))
            {
                return true;
            }

            while (_items.TryPeek(out var item))
            {
                if (item.Batch is not { } batch)
                {
                    _items.Remove();
                    message = item.Message!;
                    Forget(message);
                    return true;
                }

                if (batch.TryTake(out message, out asSnapshot))
                {
                    return true;
                }

                _items.Remove();
                _hasBatch = false;
            }

            return false;
        }
    }

    /// <summary>The client has gone: whatever waits is let go, and nothing is taken in any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            IsClosed = true;
            _items.Clear();
            _deferred.Clear();
            _throttle?.Dispose();
            _signal.Set();
        }
    }

    /// <summary>A client has at most one notice per topic and hub in flight in any sane use; this is far above.</summary>
    private int NoticeLimit => (4 * options.MaxTopics) + 1024;

    /// <summary>Nothing more is taken in; so a client that does not even end costs no more than it does now.</summary>
    private bool IsEnded => IsClosed || IsOverwhelmed;

    private bool CanRunDeferred => !_hasBatch && _deferred.Count > 0;

    /// <summary>From the throttle's timer: what was held back long enough joins the queue.</summary>
    private void ReleaseHeld()
    {
        lock (_gate)
        {
            foreach (var hubEvent in IsClosed ? [] : _throttle!.TakeDue())
            {
                Offer(hubEvent);
                hubEvent.Release();
            }
        }
    }

    private void DropWhileFull()
    {
        // The newest event stays even when it alone is larger than the bound: newest wins.
        while ((_events > options.QueueMessages || _eventBytes > options.QueueBytes) && _events > 1 && _items.TryRemoveOldestEvent(out var oldest))
        {
            _gaps.Count(oldest);
            Forget(oldest);
            oldest.Release();
        }
    }

    private void Forget(SharedMessage message)
    {
        if (message is HubEvent)
        {
            _events--;
            _eventBytes -= message.Length;
        }
        else
        {
            _notices--;
        }
    }
}
