namespace Gateway.Upstreams;

/// <summary>Why there is no upstream session. Every reason is named here, and says what to do about it.</summary>
/// <param name="Name">The reason's name, for metrics and tests.</param>
/// <param name="Message">What happened and the cure, for people; free of secrets.</param>
/// <param name="IsFinal">Trying again by ourselves would do harm or cannot help: a person must act.</param>
internal sealed record DisconnectReason(string Name, string Message, bool IsFinal = false)
{
    public static DisconnectReason Stopping { get; } = new("stopping", "The gateway is stopping.");

    public static DisconnectReason ReconnectRequested { get; } = new("reconnect-requested", "A reconnect was asked for.");

    public static DisconnectReason HubClosed(string detail) => new("hub-closed", detail);

    public static DisconnectReason Unreachable(string detail) => new("unreachable", detail);

    public static DisconnectReason Silent(TimeSpan silence) => new(
        "silent", $"Nothing came from the hub for {silence.TotalSeconds:0.#} s, not even an answer to a ping; the connection was dropped.");

    public static DisconnectReason CertificateRefused(string detail) => new("certificate-refused", detail);

    public static DisconnectReason NotTheHub(string detail) => new("not-the-hub", detail);

    public static DisconnectReason CredentialsRefused(string detail) => new("credentials-refused", detail, IsFinal: true);

    public static DisconnectReason Banned(string detail) => new("banned", detail, IsFinal: true);

    public static DisconnectReason ProtocolFault(string detail) => new("protocol-fault", detail);

    /// <summary>A fault of our own; logged with its exception where it was caught.</summary>
    public static DisconnectReason Internal { get; } = new("internal", "The session failed by a fault in the gateway; the log has the details.");
}
