using System.Diagnostics.CodeAnalysis;

namespace Gateway.Upstreams.SocketIO;

/// <summary>Either a connection that is ready (its namespace is joined), or why there is none.</summary>
/// <param name="Connection">To be disposed by the caller.</param>
/// <param name="Reason">Why not, in words for people, free of secrets.</param>
/// <param name="Refusal">What the server said when it refused the namespace or the handshake, as JSON or text, free of secrets; null where it was not that.</param>
internal sealed record SocketIOOpening(SocketIOConnection? Connection, DisconnectReason? Reason, string? Refusal = null)
{
    [MemberNotNullWhen(true, nameof(Connection))]
    [MemberNotNullWhen(false, nameof(Reason))]
    public bool IsOpen => Connection is not null;

    public static SocketIOOpening Opened(SocketIOConnection connection) => new(connection, null);

    public static SocketIOOpening Failed(DisconnectReason reason, string? refusal = null) => new(null, reason, refusal);
}
