using Gateway.Configuration;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Finds one Homey, dials and logs in (Socket.IO 2 over Engine.IO 3, WebSocket only, as the vendor's own client homey-api 3.20.0
/// does). Each attempt looks for it anew.
/// </summary>
internal sealed class HomeyConnector(
    UpstreamOptions options, HomeyFeed feed, HubHttp http, UpstreamStatus status, TimeProvider time, ILoggerFactory loggers)
    : IUpstreamConnector, IHttpUpstream
{
    private readonly HomeyDiscovery _discovery = new(options, http, time);
    private readonly HomeyDoubt _doubt = new(time);
    private readonly ILogger _logger = loggers.CreateLogger<HomeySession>();
    private volatile HubHttpApi? _httpApi;
    private bool _wasRefused;

    /// <summary>What the hub's clients were shown; handed on when the entry changed.</summary>
    public HomeyFeed Feed => feed;

    public HubHttpApi? HttpApi => _httpApi;

    private Secret Token => options.Token!;

    public TopicPlanning Plan(string topic) => HomeyTopics.Plan(topic);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var finding = await _discovery.FindAsync(cancellationToken);
        if (finding.Found is not { } found)
        {
            return UpstreamOpening.Failed(finding.Reason!);
        }

        var log = new HomeySessionLog(_logger, options.Hub, options.Traffic);
        log.Found(found.Address.Url.GetLeftPart(UriPartial.Authority), found.Version ?? "unknown");
        var reader = new HomeyReader(feed, log, time);
        var opening = await new SocketIODialer(DialOptions(found), time, _logger).OpenAsync(reader, cancellationToken);
        if (!opening.IsOpen)
        {
            return UpstreamOpening.Failed(Explain(opening));
        }

        try
        {
            var handshake = await HomeyHandshake.RunAsync(opening.Connection, Token, found.HomeyId, time, cancellationToken);
            if (handshake.Reason is null)
            {
                _wasRefused = false;
                _httpApi = HomeyHttp.Of(found, Token);
                var login = new HomeyLogin(opening.Connection, handshake.Namespace, found, reader, Token, http, _doubt);
                return UpstreamOpening.Opened(new HomeySession(login, feed, options.Homey, status, time, log));
            }

            await opening.Connection.DisposeAsync();
            return UpstreamOpening.Failed(handshake.Refusal is { } refusal ? Refused(refusal) : handshake.Reason);
        }
        catch
        {
            await opening.Connection.DisposeAsync();
            throw;
        }
    }

    private SocketIOOptions DialOptions(HomeyFound found) => new(found.Address.Url, options.Tls)
    {
        Hub = options.Hub,
        Cure = "Is 'Url' the address of a Homey?",
        Version = SocketIOVersion.V2,
        Transport = SocketIOTransport.WebSocket,
        MayPoll = false,
        PingInterval = options.Homey.PingInterval,
        PingTimeout = options.Homey.PingTimeout,
        FallbackPingInterval = TimeSpan.FromSeconds(5),
        FallbackPingTimeout = TimeSpan.FromSeconds(8),
        Secrets = [Token.Reveal()],
        Traffic = options.Traffic,
    };

    /// <summary>A person must act, but for once where it may not be true: firmware before 2.1.2 is reported to have called sessions expired that were not.</summary>
    private DisconnectReason Refused(HomeyError refusal)
    {
        var isBelieved = _wasRefused || !refusal.IsExpired;
        _wasRefused = true;
        return isBelieved ? HomeyReasons.TokenRefused(refusal.Words) : HomeyReasons.TokenRefusedOnce(refusal.Words);
    }

    /// <summary>No credentials have been sent by then, so what was refused cannot be they.</summary>
    private static DisconnectReason Explain(SocketIOOpening opening) => opening.Refusal is { } refusal
        ? HomeyReasons.LoginRefused(HomeyError.Shorten(refusal))
        : opening.Reason!;
}
