using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Opens sessions to one deCONZ gateway (REST plugin, documentation and source of August 2026). REST and WebSocket must both
/// be there: a session without events would only seem to be one.
/// </summary>
internal sealed class DeconzConnector(
    UpstreamOptions options, DeconzFeed feed, HubHttp http, UpstreamStatus status, TimeProvider time, ILoggerFactory loggers) : IUpstreamConnector, IHttpUpstream
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly DeconzRest _rest = new(http, options.Url, options.Token!);
    private string? _bridgeId;

    /// <summary>What the hub's clients were shown; handed on when only the entry's address or key changed.</summary>
    public DeconzFeed Feed => feed;

    public HubHttpApi? HttpApi { get; } = DeconzHttp.Of(new DeconzRest(http, options.Url, options.Token!), options.Token!);

    public TopicPlanning Plan(string topic) => DeconzTopics.Plan(topic);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var opening = await DeconzOpening.AskAsync(_rest, options.Deconz, time, cancellationToken);
        if ((opening.Reason ?? FaultOfIdentity(opening.BridgeId)) is { } reason)
        {
            return UpstreamOpening.Failed(reason);
        }

        var (socket, failure) = await UpstreamSocket.ConnectAsync(
            new UpstreamSocketOptions(opening.SocketUrl, options.Tls, ConnectTimeout) { PingAfter = options.Deconz.PingAfter, PingTimeout = options.Deconz.PingTimeout, Traffic = options.Traffic },
            time,
            cancellationToken);
        if (socket is null)
        {
            return UpstreamOpening.Failed(SocketFailed(opening.SocketUrl, failure!.Reason));
        }

        // With the socket open and not read: what happens from here on waits in it, and is newer than the snapshot or equal.
        HubHttpAnswer snapshot;
        try
        {
            snapshot = await _rest.SnapshotAsync(etag: null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await socket.DisposeAsync();
            throw;
        }

        if (!snapshot.IsSuccess || !DeconzSnapshot.IsGood(snapshot.Body.Span))
        {
            await socket.DisposeAsync();
            return UpstreamOpening.Failed(_rest.Explain(snapshot));
        }

        _bridgeId = opening.BridgeId;
        status.RoundTrip(opening.RoundTrip);
        var log = new DeconzSessionLog(loggers.CreateLogger<DeconzSession>(), options.Hub, options.Traffic);
        return UpstreamOpening.Opened(new DeconzSession(socket, opening, snapshot, feed, _rest, options.Deconz, status, time, log));
    }

    private DisconnectReason? FaultOfIdentity(string? bridgeId) =>
        _bridgeId is null || bridgeId is null || string.Equals(_bridgeId, bridgeId, StringComparison.OrdinalIgnoreCase)
            ? null
            : DisconnectReason.NotTheHub(
                $"Another gateway answers at {options.Url.GetLeftPart(UriPartial.Authority)}: its bridgeid is {bridgeId}, before it was {_bridgeId}. If you replaced it, change its entry in the configuration or restart; else give the right address in 'Url'.");

    private static DisconnectReason SocketFailed(Uri socket, DisconnectReason reason) => reason with
    {
        Message = $"deCONZ answers by REST, but its WebSocket at {socket.GetLeftPart(UriPartial.Authority)} does not open, so there are no events and no session: {reason.Message} The port is what the gateway announces; another can be given in 'Deconz:WebSocketPort'.",
    };
}
