namespace Gateway.Upstreams.Transports;

/// <summary>How to open a WebSocket to a hub.</summary>
/// <param name="Url">A <c>ws</c> or <c>wss</c> address, free of credentials where the kind allows it.</param>
/// <param name="Tls">Which certificate to accept.</param>
/// <param name="Timeout">The longest time for name, connection, TLS and upgrade together.</param>
/// <param name="MaxFrameBytes">The largest message that is taken, over all its fragments.</param>
internal sealed record UpstreamSocketOptions(Uri Url, TlsOptions Tls, TimeSpan Timeout, int MaxFrameBytes = 16 << 20)
{
    /// <summary>Silence after which the stack pings the other side by itself. Default zero: never, the kind has its own signs of life.</summary>
    public TimeSpan PingAfter { get; init; }

    /// <summary>How long the answer to such a ping may take before the connection is dropped.</summary>
    public TimeSpan PingTimeout { get; init; }

    /// <summary>Where its frames are counted.</summary>
    public HubTraffic Traffic { get; init; } = new();

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
