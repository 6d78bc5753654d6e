using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>
/// One live connection to a hub. Never re-opened: a reconnect makes a new object, so no half-reset state survives. Members but
/// <see cref="ReadAsync"/> are thread-safe. Disposing ends it at once: whoever waits for an answer hears that it is lost.
/// </summary>
internal interface IUpstreamSession : IWatchSession, IAsyncDisposable
{
    /// <summary>The hub's own version, as it told on opening.</summary>
    string? Version { get; }

    /// <summary>What does not work yet although the session is open, for people; null when all is well.</summary>
    string? Notice { get; }

    /// <summary>Frames received so far.</summary>
    long FramesRead { get; }

    /// <summary>Reads to the end and says why it ended. Events go to the hub's stream in the order read. Called once.</summary>
    Task<DisconnectReason> ReadAsync(CancellationToken cancellationToken);

    /// <inheritdoc cref="ICommandTarget.SendAsync"/>
    Task<CommandOutcome> SendAsync(Command command, CancellationToken cancellationToken);
}
