using System.Diagnostics.CodeAnalysis;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>
/// Opens sessions to one hub of one kind. Lives as long as the hub's configuration entry is unchanged, and is disposed of then
/// where it has something under way beside its sessions.
/// </summary>
internal interface IUpstreamConnector
{
    /// <summary>What the kind makes of a topic. Pure and thread-safe.</summary>
    TopicPlanning Plan(string topic);

    /// <summary>Dials and authenticates. Expected failures are answers; throws only for cancellation.</summary>
    Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>Either a session that is ready, or why there is none and whether commands go all the same.</summary>
internal readonly record struct UpstreamOpening
{
    private UpstreamOpening(IUpstreamSession? session, DisconnectReason? reason, CommandsOnly? commands = null)
    {
        Session = session;
        Reason = reason;
        Commands = commands;
    }

    public IUpstreamSession? Session { get; }

    public DisconnectReason? Reason { get; }

    /// <summary>What takes commands until the next attempt says otherwise; null: nothing does.</summary>
    public CommandsOnly? Commands { get; }

    [MemberNotNullWhen(true, nameof(Session))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsOpen => Session is not null;

    public static UpstreamOpening Opened(IUpstreamSession session) => new(session, null);

    public static UpstreamOpening Failed(DisconnectReason reason) => new(null, reason);

    /// <summary>The hub answers and takes commands, but does not tell what happens.</summary>
    /// <param name="reason">Why not. It is tried again in any case: a hub that takes commands has not refused us.</param>
    /// <param name="commands">Good as long as the hub's entry is unchanged.</param>
    public static UpstreamOpening WithoutEvents(DisconnectReason reason, CommandsOnly commands) => new(null, reason with { IsFinal = false }, commands);
}
