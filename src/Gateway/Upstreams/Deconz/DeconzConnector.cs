using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Opens sessions to one deCONZ gateway (REST plugin, documentation and source of August 2026). A session is REST and WebSocket
/// together, since one without events would only seem to be one; where only REST answers, commands go by it meanwhile.
/// </summary>
internal sealed class DeconzConnector(
    UpstreamOptions options, DeconzFeed feed, HubHttp http, UpstreamStatus status, TimeProvider time, ILoggerFactory loggers) : IUpstreamConnector, IHttpUpstream, IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly DeconzRest _rest = new(http, options.Url, options.Token!);
    private readonly DeconzCaller _caller = new(new DeconzRest(http, options.Url, options.Token!), time, new DeconzSessionLog(loggers.CreateLogger<DeconzSession>(), options.Hub));
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
            return await WithoutEventsAsync(opening, failure!.Reason, "does not open", cancellationToken);
        }

        // What happens from here on waits in the inbox, and is newer than the snapshot or equal.
        var inbox = new DeconzInbox(socket);
        HubHttpAnswer snapshot;
        try
        {
            snapshot = await _rest.SnapshotAsync(etag: null, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await inbox.DisposeAsync();
            throw;
        }

        if (!snapshot.IsSuccess || !DeconzSnapshot.IsGood(snapshot.Body.Span))
        {
            await inbox.DisposeAsync();
            return UpstreamOpening.Failed(_rest.Explain(snapshot));
        }

        if (inbox.Ended is { } ended)
        {
            await inbox.DisposeAsync();
            return await WithoutEventsAsync(opening, ended, "does not stay open", cancellationToken);
        }

        Found(opening);
        var log = new DeconzSessionLog(loggers.CreateLogger<DeconzSession>(), options.Hub, options.Traffic);
        return UpstreamOpening.Opened(new DeconzSession(inbox, opening, snapshot, feed, _rest, _caller, options.Deconz, status, time, log));
    }

    /// <summary>Ends commands that are under way, whatever session they began in.</summary>
    public ValueTask DisposeAsync() => _caller.DisposeAsync();

    private void Found(DeconzOpening opening)
    {
        _bridgeId = opening.BridgeId;
        status.RoundTrip(opening.RoundTrip);
    }

    private async Task<UpstreamOpening> WithoutEventsAsync(DeconzOpening opening, DisconnectReason fault, string what, CancellationToken cancellationToken)
    {
        // The configuration is shown to strangers, too; that commands go must not be said where the key is not known.
        var check = await _rest.ProbeAsync("groups", cancellationToken);
        if (!check.IsSuccess)
        {
            return UpstreamOpening.Failed(_rest.Explain(check));
        }

        Found(opening);
        var reason = fault with
        {
            Message = $"deCONZ answers by REST, so commands go, but its WebSocket at {opening.SocketUrl.GetLeftPart(UriPartial.Authority)} {what}, so there are no events: {fault.Message} The port is what the gateway announces; another can be given in 'Deconz:WebSocketPort'.",
        };
        return UpstreamOpening.WithoutEvents(reason, new CommandsOnly(_caller.SendAsync, _caller.WatchKey()));
    }

    private DisconnectReason? FaultOfIdentity(string? bridgeId) =>
        _bridgeId is null || bridgeId is null || string.Equals(_bridgeId, bridgeId, StringComparison.OrdinalIgnoreCase)
            ? null
            : DisconnectReason.NotTheHub(
                $"Another gateway answers at {options.Url.GetLeftPart(UriPartial.Authority)}: its bridgeid is {bridgeId}, before it was {_bridgeId}. If you replaced it, change its entry in the configuration or restart; else give the right address in 'Url'.");
}
