namespace Gateway.Subscriptions;

/// <content>What an upstream subscription needs of its owner; inside the stream's lock.</content>
internal sealed partial class HubSubscriptions
{
    private const int UnwatchedAtOnce = 20;

    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Told, outside of any lock, when asking the hub for a key failed by a fault of ours.</summary>
    public Action<string, Exception> Faulted { get; init; } = static (_, _) => { };

    /// <summary>
    /// A session is about to be dialled, and the one before is gone for good: what the new one brings, which may be before it counts as
    /// open, must not seem to follow on what the old one brought.
    /// </summary>
    public void SessionOpening()
    {
        using (stream.Enter())
        {
            BeginEpochAfterLoss();
        }
    }

    public void Remove(UpstreamSubscription upstream)
    {
        if (_topics.Remove(upstream))
        {
            Forget(upstream);
            UpdateStatus();
        }

        upstream.Dispose();
    }

    /// <summary>
    /// The hub is un-asked for everything it was asked for in this session, because the gateway stops; what clients hold stays as it is.
    /// A hub that does not answer in time, or refuses, hears the same from the end of the session.
    /// </summary>
    public async Task UnwatchAllAsync(CancellationToken cancellationToken)
    {
        OpenSession? session;
        string[] keys;
        using (stream.Enter())
        {
            session = Session;
            keys = [.. _topics.Upstreams.Where(upstream => upstream.IsLiveIn(session)).Select(static upstream => upstream.Key)];
        }

        if (session is not null)
        {
            // Not all at once: hubs are small machines.
            await Parallel.ForEachAsync(
                keys,
                new ParallelOptions { MaxDegreeOfParallelism = UnwatchedAtOnce, CancellationToken = cancellationToken },
                (key, token) => new ValueTask(session.Port.UnwatchAsync(key, token))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void BeginEpochAfterLoss()
    {
        if (_lostEvents)
        {
            _lostEvents = false;
            stream.BeginEpoch();
        }
    }

    /// <summary>What came while the hub was being un-asked is let go too. Outside the lock.</summary>
    public void Forgotten(UpstreamSubscription upstream)
    {
        using (stream.Enter())
        {
            Forget(upstream);
        }
    }

    /// <summary>Drops the last values that only this upstream subscription kept current.</summary>
    public void Forget(UpstreamSubscription upstream) => _topics.Forget(upstream);

    /// <summary>The upstream subscription took another state: everyone who holds a topic of it hears so, in order with its events.</summary>
    public void Changed(UpstreamSubscription upstream, SubscriptionState before)
    {
        _topics.Changed(upstream, before);
        foreach (var subscription in upstream.Subscriptions)
        {
            var message = subscription.Announce(stream);
            foreach (var holder in subscription.Holders)
            {
                Tell(holder, message);
            }

            message.Release();
        }

        UpdateStatus();
    }
}
