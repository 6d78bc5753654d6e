namespace Gateway.Subscriptions;

/// <summary>
/// What can be asked of one upstream session. The session may live in this process or, one day, on another node; so nothing here
/// is about sockets, and every answer is a value. Thread-safe; calls for one key never overlap.
/// </summary>
internal interface IWatchSession
{
    /// <summary>
    /// Asks the hub for a key. Returns when the hub has answered and, where the key has state, the first snapshot has been
    /// appended to the stream. Events may be appended before it returns. Never throws but for cancellation.
    /// </summary>
    Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken);

    /// <summary>Un-asks it. A hub that does not answer is no error: the key is forgotten with the session at the latest.</summary>
    Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken);
}

/// <summary>
/// A session while it is open: its identity is that of this object. Whoever decided something while it was open asks this
/// session, never the one that may have followed it.
/// </summary>
internal sealed class OpenSession(IWatchSession port)
{
    public IWatchSession Port => port;
}
