using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>How to reach a Socket.IO server (fact sheet: protocol texts of Engine.IO 3 and 4, Socket.IO 4 and 5, and 0.9).</summary>
/// <param name="Url">The server's http or https address; a path in it stands before <see cref="Path"/>.</param>
/// <param name="Tls">Which certificate to accept.</param>
internal sealed record SocketIOOptions(Uri Url, TlsOptions Tls)
{
    /// <summary>The hub's id, by which the log names it. Default: the server's address.</summary>
    public string Hub { get; init; } = Url.GetLeftPart(UriPartial.Authority);

    /// <summary>What a person is asked where something else than a Socket.IO server answers: in settings that the kind has.</summary>
    public string Cure { get; init; } = "Are 'Url', 'Path' and 'Version' right?";

    /// <summary>Default <see cref="SocketIOVersion.Auto"/>.</summary>
    public SocketIOVersion Version { get; init; } = SocketIOVersion.Auto;

    /// <summary>Default <see cref="SocketIOTransport.WebSocket"/>.</summary>
    public SocketIOTransport Transport { get; init; }

    /// <summary>
    /// Whether the server may be asked by polling what it is, or why it refuses, where a WebSocket does not tell. False: a server
    /// that takes no polling client is never asked so; then <see cref="Version"/> must be given. Default true.
    /// </summary>
    public bool MayPoll { get; init; } = true;

    /// <summary>Where the server listens below its address. Default <c>/socket.io</c>.</summary>
    public string Path { get; init; } = "/socket.io";

    /// <summary>Replaces scheme, host, path and query of the request that opens the session. Default none.</summary>
    public Uri? HandshakeUrl { get; init; }

    /// <summary>The namespace that must be joined before the connection counts as open. Default <c>/</c>, the root.</summary>
    public string Namespace { get; init; } = "/";

    /// <summary>Own query parameters of every request that opens a transport; they may be secret, so they are never printed.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether names and values of <see cref="Query"/> are percent-encoded; false: the caller has done so. Default true.</summary>
    public bool EncodeQuery { get; init; } = true;

    /// <summary>Sent with every HTTP request and the WebSocket's upgrade.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A JSON object, sent on joining <see cref="Namespace"/> where the generation has an <c>auth</c> (3 and 4). Default none.</summary>
    public ReadOnlyMemory<byte> Auth { get; init; }

    /// <summary>
    /// The credential, for servers before 3: they get it as <c>token</c> in the query of the handshake. Later ones get it by
    /// <see cref="Auth"/> only.
    /// </summary>
    public Secret? Token { get; init; }

    /// <summary>Whether requests that open a session carry <c>t</c>, the time in ms. Default false.</summary>
    public bool Timestamp { get; init; }

    /// <summary>Whether binary travels as base64 text. Default false.</summary>
    public bool Base64 { get; init; }

    /// <summary>How often we ping; only Engine.IO 3 servers are pinged. Default: what the server says on opening.</summary>
    public TimeSpan? PingInterval { get; init; }

    /// <summary>The ping time-out used in finding a dead server. Default: what the server says on opening.</summary>
    public TimeSpan? PingTimeout { get; init; }

    /// <summary>The ping interval where neither we nor the server say one. Default 25 s.</summary>
    public TimeSpan FallbackPingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>The ping time-out where neither we nor the server say one. Default 60 s.</summary>
    public TimeSpan FallbackPingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time for each step of opening: name, connection, handshake; and joining a namespace. Default 10 s.</summary>
    public TimeSpan StepTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest packet that is taken, attachments together. Default 16 MiB.</summary>
    public int MaxPacketBytes { get; init; } = 16 << 20;

    /// <summary>Where what is sent and received is counted.</summary>
    public HubTraffic Traffic { get; init; } = new();

    /// <summary>What must not appear in words of the server that are passed on: tokens sent in <see cref="Query"/>, <see cref="Headers"/> or <see cref="Auth"/>.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}
