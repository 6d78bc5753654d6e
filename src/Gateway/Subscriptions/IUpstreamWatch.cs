namespace Gateway.Subscriptions;

/// <summary>
/// The registry's way to one hub. The hub may be served by this process or, one day, by another node; so nothing here is
/// about sockets, and every answer is a value. Thread-safe; calls for one key never overlap.
/// </summary>
internal interface IUpstreamWatch
{
    /// <summary>What the hub's kind makes of a topic. Pure: works while the hub is away.</summary>
    TopicPlanning Plan(string topic);

    /// <summary>
    /// Asks the hub for a key. Returns when the hub has answered and, where the key has state, the first snapshot has been
    /// appended to the stream. Events may be appended before it returns. Never throws but for cancellation.
    /// </summary>
    Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken);

    /// <summary>Un-asks it. A hub that does not answer is no error: the key is forgotten with the session at the latest.</summary>
    Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken);

    /// <summary>Drops the upstream session, if any, and tries again at once, also after credentials were refused.</summary>
    void Reconnect();
}
