using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// One thing the hub is asked for, on behalf of every subscription that needs it. What is wanted and what the hub has accepted
/// are two facts; <see cref="ReconcileAsync"/> brings the second to the first, one network call at a time per key, and no lock
/// is held across it. All members are used inside <see cref="HubStream.Enter"/>.
/// </summary>
internal sealed class UpstreamSubscription(TopicPlan plan, HubSubscriptions owner) : IDisposable
{
    private readonly WatchRetry _retry = new(owner);
    private TaskCompletionSource _settled = NewSettled(owner.Session);
    private ITimer? _lingerTimer;
    private bool _isReconciling;
    private OpenSession? _liveInSession;
    private OpenSession? _awayInSession;
    private bool _covers;

    public string Key => plan.UpstreamKey;

    /// <summary>The topics whose last values this key keeps current.</summary>
    public TopicPattern? Feeds => plan.Feeds;

    /// <inheritdoc cref="TopicPlan.IsMadeGood"/>
    public bool IsMadeGood => plan.IsMadeGood;

    public SubscriptionState State { get; private set; } = SubscriptionState.Pending;

    /// <summary>The hub's words when it refused.</summary>
    public string? Error { get; private set; }

    public DateTimeOffset Since { get; private set; } = owner.Time.GetUtcNow();

    /// <summary>Every event after this sequence was received; reconnects included where the difference was delivered. A place of its own, so no older cursor equals it.</summary>
    public long CoveredSince { get; private set; } = long.MaxValue;

    /// <summary>The topics served by it.</summary>
    public HashSet<Subscription> Subscriptions { get; } = [];

    /// <summary>How many client subscriptions it serves.</summary>
    public int Clients { get; set; }

    /// <summary>Completes when the hub has answered, or cannot.</summary>
    public Task Settled => _settled.Task;

    /// <summary>The latest reconciliation; awaited at stop.</summary>
    public Task Work { get; private set; } = Task.CompletedTask;

    /// <summary>A first client came.</summary>
    public void Use()
    {
        _lingerTimer?.Dispose();
        _lingerTimer = null;
        if (State == SubscriptionState.Lingering)
        {
            Become(SubscriptionState.Live);
        }
        else if (State == SubscriptionState.Pending)
        {
            Wake();
        }
    }

    /// <summary>The last client of all subscriptions left: linger where the hub is asked, else forget at once.</summary>
    public void Unuse()
    {
        if (State != SubscriptionState.Live || owner.Options.Linger == TimeSpan.Zero)
        {
            Wake();
            return;
        }

        Become(SubscriptionState.Lingering);
        _lingerTimer ??= owner.Time.CreateTimer(_ => LingerIsOver(), null, owner.Options.Linger, Timeout.InfiniteTimeSpan);
    }

    public void SessionOpened()
    {
        if (State == SubscriptionState.Pending && _settled.Task.IsCompleted)
        {
            _settled = NewSettled(owner.Session);
        }

        Wake();
    }

    public void SessionClosed()
    {
        if (Clients == 0)
        {
            // Remembered without a session: the next one is simply not asked.
            owner.Remove(this);
            return;
        }

        _retry.Reset();
        _liveInSession = null;
        Settle(SubscriptionState.Pending);
    }

    /// <summary>Whether this session accepted it, so that losing the session loses events.</summary>
    public bool IsLiveIn(OpenSession? session) => session is not null && ReferenceEquals(_liveInSession, session);

    public void Dispose()
    {
        _lingerTimer?.Dispose();
        _retry.Reset();
        _settled.TrySetResult();
    }

    private void LingerIsOver()
    {
        using (owner.Stream.Enter())
        {
            if (_lingerTimer is not null && Clients == 0)
            {
                _lingerTimer.Dispose();
                _lingerTimer = null;
                Wake();
            }
        }
    }

    private void Wake()
    {
        if (!_isReconciling)
        {
            _isReconciling = true;
            Work = ReconcileAsync();
        }
    }

    private async Task ReconcileAsync()
    {
        // Called inside the stream's lock, which must be left before anything else happens.
        await Task.Yield();
        OpenSession? session = null;
        try
        {
            while (TryNext(out session, out var isWanted))
            {
                if (isWanted)
                {
                    Answered(await session.Port.WatchAsync(Key, owner.Stopping), session);
                }
                else
                {
                    await session.Port.UnwatchAsync(Key, owner.Stopping);
                    owner.Forgotten(this);
                }
            }
        }
        catch (Exception exception) when (!owner.Stopping.IsCancellationRequested)
        {
            Failed(session, exception);
        }
    }

    /// <summary>A fault of our own is told as a refusal of the hub's would be, and it is asked again by the same clock.</summary>
    private void Failed(OpenSession? session, Exception exception)
    {
        owner.Faulted(Key, exception);
        using (owner.Stream.Enter())
        {
            _isReconciling = false;
            if (session is not null)
            {
                Answered(WatchOutcome.Refused("The gateway failed to ask for it; its log says why."), session);
                Wake();
            }
        }
    }

    private bool TryNext([NotNullWhen(true)] out OpenSession? session, out bool isWanted)
    {
        using (owner.Stream.Enter())
        {
            session = owner.Session;
            isWanted = Clients > 0 || _lingerTimer is not null;
            var isLive = IsLiveIn(session);
            var isDue = isWanted ? !isLive && !_retry.IsWaiting && !ReferenceEquals(_awayInSession, session) : isLive;
            if (isDue && session is not null)
            {
                Begin(isWanted);
                return true;
            }

            _isReconciling = false;
            if (!isWanted)
            {
                owner.Remove(this);
            }

            return false;
        }
    }

    private void Begin(bool isWanted)
    {
        if (!isWanted)
        {
            // From here on nothing is promised: whoever comes now waits for a new answer, and starts with a new snapshot.
            _liveInSession = null;
            _covers = false;
            owner.Forget(this);
            Settle(SubscriptionState.Pending);
        }
        else if (!_covers || !IsMadeGood)
        {
            // From its yes on: what happens before that it need not send.
            (_covers, CoveredSince) = (true, long.MaxValue);
        }
    }

    private void Answered(WatchOutcome outcome, OpenSession session)
    {
        using (owner.Stream.Enter())
        {
            if (!ReferenceEquals(owner.Session, session))
            {
                return;
            }

            if (outcome.IsLive)
            {
                _liveInSession = session;
                CoveredSince = CoveredSince == long.MaxValue ? owner.Stream.Mark() : CoveredSince;
                _retry.Live();
                Settle(Clients > 0 ? SubscriptionState.Live : SubscriptionState.Lingering);
                outcome.End.UnsafeRegister(_ => Ended(session, outcome.EndWords), null);
            }
            else if (outcome.Refusal is { } refusal)
            {
                _liveInSession = null;
                _retry.Refused(Wake);
                owner.CountRefusal();
                Settle(SubscriptionState.Failed, refusal);
            }
            else
            {
                _awayInSession = session;
                Settle(SubscriptionState.Pending);
            }
        }
    }

    /// <summary>The hub took back its yes, perhaps sooner than we had read it, while the session goes on.</summary>
    private void Ended(OpenSession session, string words)
    {
        using (owner.Stream.Enter())
        {
            if (IsLiveIn(session))
            {
                Answered(WatchOutcome.Refused(words), session);
            }
        }
    }

    private void Settle(SubscriptionState state, string? error = null)
    {
        Become(state, error);
        _settled.TrySetResult();
        if (state == SubscriptionState.Pending)
        {
            _settled = NewSettled(owner.Session);
        }
    }

    private void Become(SubscriptionState state, string? error = null)
    {
        if (state == State && string.Equals(error, Error, StringComparison.Ordinal))
        {
            return;
        }

        // Other words of the same refusal do not make it younger.
        var before = State;
        (State, Error, Since) = (state, error, state == before ? Since : owner.Time.GetUtcNow());
        owner.Changed(this, before);
    }

    /// <summary>Without a session there is no answer to wait for.</summary>
    private static TaskCompletionSource NewSettled(OpenSession? session)
    {
        var settled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (session is null)
        {
            settled.SetResult();
        }

        return settled;
    }
}
