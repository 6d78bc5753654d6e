using System.Text;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Pryv;

/// <summary>Dials one Pryv account: today's servers (seen on Open Pryv.io 2.0.0-pre.4), and those of 2013 (by their documents).</summary>
internal sealed class PryvConnector : IUpstreamConnector, IHttpUpstream
{
    private static readonly byte[] OneEvent = """{"limit":1}"""u8.ToArray();

    private readonly UpstreamOptions _options;
    private readonly TokenRedaction _redaction;
    private readonly UpstreamStatus _status;
    private readonly TimeProvider _time;
    private readonly PryvSessionLog _log;
    private readonly PryvRoute _route;
    private bool _wasRefused;

    public PryvConnector(UpstreamOptions options, PryvFeed feed, UpstreamStatus status, HubHttp http, TimeProvider time, ILoggerFactory loggers)
    {
        var account = new PryvAccount(options.Url, options.Pryv.User, options.Token!);
        var logger = loggers.CreateLogger<PryvSession>();
        _options = options;
        _redaction = new TokenRedaction(account.Token);
        _status = status;
        _time = time;
        _log = new PryvSessionLog(logger, options.Hub, _redaction, options.Traffic);
        _route = new PryvRoute(
            account,
            options.Pryv.Dialect,
            place => new PryvInquiry(http, place),
            (place, dialect) => new PryvDialer(place, dialect, options, time, logger),
            _log);
        Feed = feed;
        Feed.Use(account);
    }

    /// <summary>How far the hub's clients were told; handed on when the entry changed.</summary>
    public PryvFeed Feed { get; }

    public HubHttpApi? HttpApi { get; private set; }

    public TopicPlanning Plan(string topic) => PryvTopics.Plan(topic, _options.Pryv.Dialect);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var (opening, inbox) = await DialAsync(cancellationToken);
        if (!opening.IsOpen)
        {
            var (isFound, forbidden) = await _route.ReconsiderAsync(opening, cancellationToken);
            if (forbidden is not null)
            {
                return UpstreamOpening.Failed(forbidden);
            }

            (opening, inbox) = isFound ? await DialAsync(cancellationToken) : (opening, inbox);
        }

        return opening.IsOpen ? await EnterAsync(opening.Connection, inbox, cancellationToken) : UpstreamOpening.Failed(Explain(opening));
    }

    private async Task<(SocketIOOpening Opening, PryvInbox Inbox)> DialAsync(CancellationToken cancellationToken)
    {
        var inbox = new PryvInbox(_route.Dialer.Account.Namespace, Feed, _redaction, _log);
        return (await _route.Dialer.OpenAsync(inbox, cancellationToken), inbox);
    }

    private async Task<UpstreamOpening> EnterAsync(SocketIOConnection connection, PryvInbox inbox, CancellationToken cancellationToken)
    {
        var link = new PryvLink(connection, _route.Dialer.Account.Namespace, _route.Dialer.Dialect, _redaction) { Time = _time, RoundTrip = _status.RoundTrip };
        _route.Confirm();
        try
        {
            var answer = link.Dialect == PryvDialect.Current ? await link.CallAsync(PryvFetch.Method, OneEvent, cancellationToken) : default;
            if (ReasonAgainst(answer) is not { } reason)
            {
                _wasRefused = false;
                HttpApi = PryvHttp.Of(_route.Dialer.Account, _redaction);
                return UpstreamOpening.Opened(new PryvSession(link, inbox, Feed, answer.Meta, _status, _log));
            }

            await connection.DisposeAsync();
            return UpstreamOpening.Failed(reason);
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server that answers lets us in, whatever it says, unless it is that the token is dead.</summary>
    private DisconnectReason? ReasonAgainst(in PryvAnswer answer) => answer.Kind switch
    {
        UpstreamReplyKind.Yes => null,
        UpstreamReplyKind.No => answer.Error.IsTokenDead ? Refused(answer.Error) : null,
        UpstreamReplyKind.TimedOut or UpstreamReplyKind.Expired => DisconnectReason.NotTheHub(
            $"The server let the gateway into the account '{_options.Pryv.User}' but does not answer its calls. Is 'User' the account's exact name?"),
        _ => DisconnectReason.HubClosed("The connection broke while the gateway entered the account."),
    };

    private DisconnectReason Explain(SocketIOOpening failed)
    {
        if (failed.Refusal is not { } refusal)
        {
            return failed.Reason!;
        }

        var error = PryvError.Read(Encoding.UTF8.GetBytes(refusal));
        return error.IsPassing
            ? DisconnectReason.Unreachable($"Pryv does not let anybody in at the moment: \"{error.Words(_redaction)}\".")
            : Refused(error);
    }

    /// <summary>Tried once more, since a server that is being restarted may not know the token yet; then a person must act.</summary>
    private DisconnectReason Refused(in PryvError error)
    {
        var reason = DisconnectReason.CredentialsRefused(
            $"Pryv refused the access token for '{_options.Pryv.User}': \"{error.Words(_redaction)}\". If the user is right, make a new token (an app access) and put it into 'Token'.");
        var isFinal = _wasRefused;
        _wasRefused = true;
        return reason with { IsFinal = isFinal };
    }
}
