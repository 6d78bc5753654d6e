namespace Gateway.Subscriptions;

/// <summary>
/// When a key that the hub refused is asked for again: later and later, until a yes has lasted longer than the next wait. A hub
/// that says yes and takes it back at once is so not asked every second. Used inside the stream's lock.
/// </summary>
internal sealed class WatchRetry(HubSubscriptions owner)
{
    private ITimer? _timer;
    private int _refusals;
    private long? _liveSince;

    public bool IsWaiting => _timer is not null;

    public void Live() => _liveSince = owner.Time.GetTimestamp();

    /// <param name="due">Called inside the stream's lock when the time has come.</param>
    public void Refused(Action due)
    {
        if (_liveSince is { } since && owner.Time.GetElapsedTime(since) > owner.Options.RetryDelayAfter(_refusals))
        {
            _refusals = 0;
        }

        _liveSince = null;
        _timer?.Dispose();
        _timer = owner.Time.CreateTimer(_ => Retry(due), null, owner.Options.RetryDelayAfter(_refusals++), Timeout.InfiniteTimeSpan);
    }

    /// <summary>It waits no more, and nothing is held against the hub.</summary>
    public void Reset()
    {
        _timer?.Dispose();
        _timer = null;
        _refusals = 0;
        _liveSince = null;
    }

    private void Retry(Action due)
    {
        using (owner.Stream.Enter())
        {
            _timer?.Dispose();
            _timer = null;
            due();
        }
    }
}
