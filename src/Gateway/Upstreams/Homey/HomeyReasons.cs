namespace Gateway.Upstreams.Homey;

/// <summary>Why there is no session to a Homey, where it is the Homey's own way of having none.</summary>
internal static class HomeyReasons
{
    /// <summary>It told us to leave the namespace, which stands for the login; the connection itself stayed open.</summary>
    public static DisconnectReason Removed { get; } = new(
        "removed", "The Homey ended our login while the connection stayed open, as it does when it restarts its services or the token was revoked. A new login follows.");

    public static DisconnectReason ApiSilent(TimeSpan waited) => new(
        "api-silent", $"The Homey still answers pings, but its API did not answer within {waited.TotalSeconds:0} s; the connection was dropped.");

    public static DisconnectReason EventsStopped(int changes) => new(
        "events-stopped", $"{changes} values had changed at the Homey without an event of it; the connection was dropped, so that topics are asked for anew.");

    public static DisconnectReason Doubtful(string words) => new(
        "login-doubtful", $"The Homey answered 401 in a running session (\"{words}\"). A new login follows, to see whether the token still holds.");

    /// <summary>The hub refused the login in words that say nothing of the token: it may be starting, or its cloud may be away.</summary>
    public static DisconnectReason LoginRefused(string words) => new(
        "login-refused", $"The Homey refused the login: \"{words}\". It is tried again.");

    public static DisconnectReason TokenRefused(string words) => DisconnectReason.CredentialsRefused(
        $"The Homey refused the token: \"{words}\". Create a new API key in the Homey app or web app under Settings, API Keys, and put it into 'Token'.");

    /// <summary>It may be wrong about that.</summary>
    public static DisconnectReason TokenRefusedOnce(string words) => TokenRefused(words) with
    {
        Message = $"The Homey refused the token: \"{words}\". Homeys have said so wrongly; the login is tried once more.",
        IsFinal = false,
    };

    public static DisconnectReason NamespaceRefused(string words) => new(
        "namespace-refused", $"The Homey took the token but refused the namespace it had named itself: \"{words}\". It is tried again.");

    /// <summary>What no further attempt and no other address can change.</summary>
    public static DisconnectReason Inactive(string words) => new(
        "subscription-inactive",
        $"The Homey answered 403, \"{words}\": its subscription or its serial number is not accepted by Athom. Look into your account at my.homey.app, then reconnect.",
        IsFinal: true);
}
