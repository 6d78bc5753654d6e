using Microsoft.Extensions.Http;

namespace Gateway.Upstreams.Transports;

/// <summary>What all of one hub's HTTP has in common, for as long as its entry is unchanged.</summary>
internal sealed class HubHttpSettings(UpstreamOptions options, long number, TimeProvider time)
{
    /// <summary>Enough for every kind's outstanding requests; a small hub must not be flooded with connections.</summary>
    private const int MaxConnections = 24;

    /// <summary>As many as are let through at once, so that none waits for another's connection.</summary>
    private const int MaxStreams = 32;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Short, so that a command seldom meets a connection which the hub is just closing.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The named client: another entry is another client, with other connections. Numbered, because an entry that is taken back
    /// would else find what the factory still keeps of its first time, for two minutes.
    /// </summary>
    public string Name { get; } = $"hub:{options.Hub}:{number}";

    /// <summary>The named client for bodies that are streamed: connections of its own, no policies.</summary>
    public string StreamName { get; } = $"hub:{options.Hub}:{number}:stream";

    public TimeProvider Time => time;

    public CertificateCheck Certificates { get; } = new(options.Tls, options.Url.Host);

    public HubHttpPolicies Policies { get; } = new(time);

    /// <summary>The newest failure to reach the hub, for those who are not let through because of it.</summary>
    public DisconnectReason? LastFailure { get; set; }

    public void Configure(string name, HttpClientFactoryOptions client)
    {
        // Each try has its time by policy, each stream by its own limits.
        client.HttpClientActions.Add(static http => http.Timeout = Timeout.InfiniteTimeSpan);
        client.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            var handler = CreateHandler();
            builder.PrimaryHandler = options.Traffic.Stage?.Http ?? handler;
            if (string.Equals(name, StreamName, StringComparison.Ordinal))
            {
                handler.MaxConnectionsPerServer = MaxStreams;

                // A stream that nobody reads to its end is cut at once; the hub must hear that its listener has gone.
                handler.MaxResponseDrainSize = 0;
                return;
            }

            builder.AdditionalHandlers.Add(new PolicyHttpMessageHandler(Policies.For));
            builder.AdditionalHandlers.Add(new HubTrafficHandler(options.Traffic));
            builder.AdditionalHandlers.Add(new HubHttpBodyHandler());
        });
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionIdleTimeout = IdleTimeout,
        MaxConnectionsPerServer = MaxConnections,
        SslOptions = { RemoteCertificateValidationCallback = Certificates.Accept },

        // Traces would carry the path, and with it a key.
        ActivityHeadersPropagator = null,
    };
}
