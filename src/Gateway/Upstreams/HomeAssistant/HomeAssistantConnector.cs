using System.Net;
using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Dials and authenticates at one Home Assistant (WebSocket API, seen on Core 2023.11.3).</summary>
internal sealed class HomeAssistantConnector(UpstreamOptions options, HomeAssistantFeed feed, UpstreamStatus status, TimeProvider time, ILoggerFactory loggers)
    : IUpstreamConnector, IHttpUpstream
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>What the hub's clients were shown; handed on when only the entry's address or credentials changed.</summary>
    public HomeAssistantFeed Feed => feed;

    public HubHttpApi? HttpApi { get; } = HomeAssistantHttp.Of(options);

    public TopicPlanning Plan(string topic) => HomeAssistantFeed.Plan(topic, options.HomeAssistant);

    public async Task<UpstreamOpening> OpenAsync(CancellationToken cancellationToken)
    {
        var (socket, failure) = await UpstreamSocket.ConnectAsync(
            new UpstreamSocketOptions(SocketUrl(), options.Tls, ConnectTimeout) { Traffic = options.Traffic }, time, cancellationToken);
        if (socket is null)
        {
            return UpstreamOpening.Failed(Explain(failure!));
        }

        HomeAssistantHandshake handshake;
        try
        {
            handshake = await HomeAssistantHandshake.RunAsync(socket, options.Token!, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await socket.DisposeAsync();
            throw;
        }

        if (handshake.Reason is { } reason)
        {
            await socket.DisposeAsync();
            return UpstreamOpening.Failed(reason);
        }

        var log = new HomeAssistantSessionLog(loggers.CreateLogger<HomeAssistantSession>(), options.Hub, options.Traffic);
        return UpstreamOpening.Opened(new HomeAssistantSession(socket, handshake, options, feed, status, time, log));
    }

    private Uri SocketUrl() => new UriBuilder(options.Url)
    {
        Scheme = string.Equals(options.Url.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        Path = options.Url.AbsolutePath.TrimEnd('/') + options.HomeAssistant.Path,
    }.Uri;

    private static DisconnectReason Explain(UpstreamSocketFailure failure) => failure.Status == HttpStatusCode.Forbidden
        ? DisconnectReason.Banned(
            "Home Assistant answered 403: it has banned this machine's address after failed logins. Remove the address from ip_bans.yaml, restart Home Assistant, then reconnect.")
        : failure.Reason;
}
