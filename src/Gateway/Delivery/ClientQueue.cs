using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// What waits for one client, in order. Bounded in messages and bytes (<see cref="WaitingEvents"/>): what a slow client misses is
/// counted, told, and where the kind has state made good by a fresh snapshot. Snapshots and replays do not count, since only one is under way at a time and its events are shared with other clients.
/// Offering takes a short lock and returns; nobody ever waits for the client but its own pump.
/// </summary>
internal sealed partial class ClientQueue : IMessageReceiver
{
    private readonly ClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly QueueRing _items = new();
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly Queue<Action> _deferred = new();
    private readonly GapLog _gaps;
    private readonly WaitingEvents _events;
    private readonly QueueSignal _signal = new();
    private readonly TaskCompletionSource<ClientCut> _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _writingSince;
    private int _notices;
    private ClientCut? _cut;
    private EventBatch? _batch;
    private EventThrottle? _throttle;

    public ClientQueue(ClientOptions options, TimeProvider time, IStateRepair repair, IReadRights? rights = null)
    {
        Rights = rights ?? AllRights.Instance;
        _options = options;
        _time = time;
        _gaps = new GapLog(time);
        _events = new WaitingEvents(options, _items, _gaps, time, new LossRepair(this, repair, _gate).Lose);
    }

    public bool IsClosed { get; private set; }

    public IReadRights Rights { get; }

    /// <summary>The client is beyond help and its connection must end.</summary>
    public bool IsGivenUp => _givenUp.Task.IsCompleted;

    public ClientCut? Cut => _cut;

    /// <summary>Completes with the reason when the client is given up; a pump may hang in a write and not see it.</summary>
    public Task<ClientCut> GivenUp => _givenUp.Task;

    public void Offer(SharedMessage message)
    {
        lock (_gate)
        {
            if (IsEnded)
            {
                return;
            }

            if (message is HubEvent hubEvent)
            {
                // Older than it, so it comes first, whatever its interval.
                AddHeld(_throttle?.Take(hubEvent.Topic));
                _events.Add(hubEvent);
            }
            else
            {
                message.Retain();
                _items.Add(new QueueItem(message));
                _events.Fence();
                GiveUpAbove(_notices = OldStatuses.DropAbove(_options.NoticeLimit, _notices + 1, _items));
            }

            _signal.Set();
        }
    }

    public void Offer(HubEvent hubEvent, TimeSpan minInterval)
    {
        lock (_gate)
        {
            if (!IsEnded && (_throttle ??= new EventThrottle(_time, ReleaseHeld)).TryPass(hubEvent, minInterval))
            {
                Offer(hubEvent);
            }
        }
    }

    public void LetGo(Predicate<Topic> topics, Predicate<HubEvent> isDropped)
    {
        lock (_gate)
        {
            AddHeld(_throttle?.Take(topics), isDropped);
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

            _batch = batch;
            _items.Add(new QueueItem(null, batch));
            _events.Fence();
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
                GiveUpAbove(_deferred.Count);
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

    public void Expect(string topic)
    {
        lock (_gate)
        {
            _expected.Add(topic);
        }
    }

    public void Unexpect(string topic)
    {
        lock (_gate)
        {
            _expected.Remove(topic);
        }
    }

    /// <summary>Takes the next message, and the duty to release it. For the pump only.</summary>
    public bool TryTake(out Outgoing outgoing)
    {
        lock (_gate)
        {
            if (_gaps.TryTake(out var gap))
            {
                outgoing = new Outgoing(gap, AsSnapshot: false, IsResumable: false);
                return true;
            }

            while (_items.TryPeek(out var item))
            {
                if (item.Batch is { } batch ? TryTake(batch, out outgoing) : Take(item, out outgoing))
                {
                    return true;
                }
            }

            outgoing = default;
            return false;
        }
    }

    /// <summary>For how long the transport has not taken the write under way; zero when there is none.</summary>
    public TimeSpan WritingFor => Volatile.Read(ref _writingSince) is not 0 and var since ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Whether it takes a snapshot or replay for so long that hardly anybody else holds those events any more.</summary>
    public bool IsOutrun(TimeSpan after) => Volatile.Read(ref _batch)?.Began?.IsOutrun(after) == true;

    /// <summary>A write to the transport begins. For the pump only.</summary>
    public void BeginWrite() => Volatile.Write(ref _writingSince, Math.Max(1, _time.GetTimestamp()));

    /// <summary>The transport took it. For the pump only.</summary>
    public void EndWrite() => Volatile.Write(ref _writingSince, 0);

    /// <summary>The client's connection must end.</summary>
    public void GiveUp(ClientCut reason) => _givenUp.TrySetResult(Interlocked.CompareExchange(ref _cut, reason, null) ?? reason);

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

    /// <summary>Nothing more is taken in; so a client that does not even end costs no more than it does now.</summary>
    private bool IsEnded => IsClosed || IsGivenUp;

    private bool CanRunDeferred => _batch is null && _deferred.Count > 0;

    /// <summary>From the throttle's timer: what was held back long enough joins the queue.</summary>
    private void ReleaseHeld()
    {
        lock (_gate)
        {
            AddHeld(_throttle!.TakeDue());
        }
    }

    private void AddHeld(IReadOnlyList<HubEvent>? events, Predicate<HubEvent>? isDropped = null)
    {
        for (var index = 0; index < events?.Count; index++)
        {
            var hubEvent = events[index];
            if (!IsEnded && isDropped?.Invoke(hubEvent) != true)
            {
                _events.Add(hubEvent);
                _signal.Set();
            }

            hubEvent.Release();
        }
    }

    /// <summary>What must not be dropped no longer fits.</summary>
    private void GiveUpAbove(int waiting)
    {
        if (waiting > _options.NoticeLimit)
        {
            GiveUp(ClientCut.Greedy);
        }
    }

    private bool Take(QueueItem item, out Outgoing outgoing)
    {
        _items.Remove();
        if (item.Event is { } hubEvent)
        {
            _events.Taken(item);
            Delivered++;
            outgoing = new Outgoing(hubEvent, AsSnapshot: false, IsResumable && item.Value?.IsReplaced != true);
        }
        else
        {
            _notices--;
            outgoing = new Outgoing(item.Message!, AsSnapshot: false, IsResumable);
        }

        return true;
    }

    private bool TryTake(EventBatch batch, out Outgoing outgoing)
    {
        var isTaken = batch.TryTake(out var message, out var asSnapshot);
        Delivered += message is HubEvent ? 1 : 0;
        if (batch.IsEmpty)
        {
            _items.Remove();
            _batch = null;
            _expected.ExceptWith(batch.Topics);
        }

        outgoing = isTaken ? new Outgoing(message!, asSnapshot, IsResumable) : default;
        return isTaken;
    }

    /// <summary>Nothing that came before is still on its way by a snapshot, a replay or a repair, or held back.</summary>
    private bool IsResumable => _batch is null && _throttle?.IsHolding != true && _deferred.Count == 0 && _expected.Count == 0;
}
