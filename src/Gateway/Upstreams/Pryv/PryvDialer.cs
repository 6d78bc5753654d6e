using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Pryv;

/// <summary>Opens connections to one account in one dialect.</summary>
internal sealed class PryvDialer(PryvAccount account, PryvDialect dialect, UpstreamOptions hub, TimeProvider time, ILogger logger)
{
    private readonly SocketIODialer _dialer = new(OptionsOf(account, dialect, hub), time, logger);

    public PryvAccount Account => account;

    public PryvDialect Dialect => dialect;

    public Task<SocketIOOpening> OpenAsync(PryvInbox inbox, CancellationToken cancellationToken) => _dialer.OpenAsync(inbox, cancellationToken);

    /// <summary>
    /// The token counts only in the query of the request that opens the connection. Its generation is fixed, because finding it
    /// out would ask by polling, which the server refuses; and today's server takes no polling client at all.
    /// </summary>
    private static SocketIOOptions OptionsOf(PryvAccount account, PryvDialect dialect, UpstreamOptions hub)
    {
        var query = new Dictionary<string, string>(StringComparer.Ordinal) { ["auth"] = account.Token.Reveal() };
        if (dialect == PryvDialect.Legacy)
        {
            query["resource"] = account.Namespace;
        }

        return new SocketIOOptions(account.Origin, hub.Tls)
        {
            Hub = hub.Hub,
            Cure = "Are 'Url', 'User' and 'Dialect' right?",
            Version = dialect == PryvDialect.Legacy ? SocketIOVersion.V0 : SocketIOVersion.V4,
            Transport = SocketIOTransport.WebSocket,
            MayPoll = false,
            Namespace = account.Namespace,
            Query = query,
            Timestamp = dialect == PryvDialect.Legacy,
            Secrets = new TokenRedaction(account.Token).Secrets,
            Traffic = hub.Traffic,
        };
    }
}
