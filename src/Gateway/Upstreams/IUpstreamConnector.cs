using System.Diagnostics.CodeAnalysis;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>Opens sessions to one hub of one kind. Lives as long as the hub's configuration entry is unchanged.</summary>
internal interface IUpstreamConnector
{
    /// <summary>What the kind makes of a topic. Pure and thread-safe.</summary>
    TopicPlanning Plan(string topic);

    /// <summary>Dials and authenticates. Expected failures are answers; throws only for cancellation.</summary>
    Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken);
}

/// <summary>Either a session that is ready, or why there is none.</summary>
internal readonly record struct UpstreamOpening
{
    private UpstreamOpening(IUpstreamSession? session, DisconnectReason? reason)
    {
        Session = session;
        Reason = reason;
    }

    public IUpstreamSession? Session { get; }

    public DisconnectReason? Reason { get; }

    [MemberNotNullWhen(true, nameof(Session))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsOpen => Session is not null;

    public static UpstreamOpening Opened(IUpstreamSession session) => new(session, null);

    public static UpstreamOpening Failed(DisconnectReason reason) => new(null, reason);
}
