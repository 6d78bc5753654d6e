using System.Text.Json;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>Dials one Socket.IO server of any generation.</summary>
internal sealed class GenericSocketIOConnector : IUpstreamConnector
{
    private readonly UpstreamOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketIODialer _dialer;
    private readonly GenericSocketIOFeed _feed;
    private readonly GenericSocketIOTerms _terms;
    private readonly ILogger _logger;

    public GenericSocketIOConnector(UpstreamOptions options, HubStream stream, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        var client = ClientOptions(options, AuthOf(options));
        _terms = new GenericSocketIOTerms(options.SocketIO.NamespaceName, client.Auth, options.SocketIO.Ack, new SocketIOSecrets(client));
        _logger = loggers.CreateLogger<GenericSocketIOSession>();
        _dialer = new SocketIODialer(client, time, loggers.CreateLogger<SocketIODialer>());
        _feed = new GenericSocketIOFeed(stream, options.SocketIO.NamespaceName);
    }

    public TopicPlanning Plan(string topic) => GenericSocketIOTopics.Plan(topic, _options.SocketIO.NamespaceName);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var receiver = new GenericSocketIOReceiver(_feed, _options.SocketIO.NamespaceName);
        var opening = await _dialer.OpenAsync(receiver, cancellationToken);
        return opening.IsOpen
            ? UpstreamOpening.Opened(
                new GenericSocketIOSession(opening.Connection, receiver, _terms, _time, new SentRefusalLog(_logger, _options.Hub)))
            : UpstreamOpening.Failed(opening.Reason);
    }

    /// <summary>
    /// What else in an entry its owner may have meant to be secret, unescaped, 6 characters or more: a word as short as a room's number
    /// would be cut out of every sentence.
    /// </summary>
    public static IEnumerable<string> DoubtfulOf(GenericSocketIOOptions own)
    {
        IEnumerable<string> doubtful =
        [
            .. own.Headers.Values, .. own.Headers.Values.Select(WithoutScheme), .. own.Query.Values, .. QueryOf(own.HandshakeUrl?.Query ?? ""), .. QueryOf(own.Namespace),
            .. SegmentsOf(own),
        ];
        return doubtful.Where(static text => text.Length >= TokenRedaction.ShortestSecret);
    }

    private static SocketIOOptions ClientOptions(UpstreamOptions options, ReadOnlyMemory<byte> auth)
    {
        var own = options.SocketIO;
        return new SocketIOOptions(options.Url, options.Tls)
        {
            Hub = options.Hub,
            Version = own.Version,
            Transport = own.Transport,
            Path = own.Path,
            HandshakeUrl = own.HandshakeUrl,
            Namespace = own.Namespace,
            Query = own.Query,
            EncodeQuery = own.EncodeQuery,
            Headers = own.Headers,
            Auth = auth,
            Token = options.Token,
            Timestamp = own.Timestamp,
            Base64 = own.Base64,
            PingInterval = own.PingInterval,
            PingTimeout = own.PingTimeout,
            Secrets = SecretsOf(options),
            Traffic = options.Traffic,
        };
    }

    /// <summary>What <c>Auth</c> says; else the token where later generations expect it.</summary>
    private static ReadOnlyMemory<byte> AuthOf(UpstreamOptions options)
    {
        var auth = options.SocketIO.Auth;
        if (auth.Count == 0 && options.Token is { } token)
        {
            auth = new Dictionary<string, string>(StringComparer.Ordinal) { ["token"] = token.Reveal() };
        }

        return auth.Count == 0 ? default : JsonSerializer.SerializeToUtf8Bytes(auth, SocketIOJson.Default.IReadOnlyDictionaryStringString);
    }

    /// <summary>What a server might repeat in a refusal.</summary>
    private static string[] SecretsOf(UpstreamOptions options) =>
        [.. new[] { options.Token?.Reveal() }.OfType<string>(), .. options.SocketIO.Auth.Values, .. DoubtfulOf(options.SocketIO)];

    /// <summary>The value behind a scheme such as <c>Bearer</c>.</summary>
    private static string WithoutScheme(string header) => header.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var value] ? value : "";

    /// <summary>A server may be told apart from others by a key in its path; what stands in every server's is none.</summary>
    private static IEnumerable<string> SegmentsOf(GenericSocketIOOptions own) =>
        (own.HandshakeUrl?.AbsolutePath ?? "").Split('/').Except([.. own.Path.Split('/'), "socket.io"], StringComparer.Ordinal).Select(Uri.UnescapeDataString);

    private static IEnumerable<string> QueryOf(string text) =>
        text.Split('?', '&').Skip(1).Select(static part => Uri.UnescapeDataString(part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]));
}
