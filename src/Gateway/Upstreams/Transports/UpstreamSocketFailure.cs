using System.Net;

namespace Gateway.Upstreams.Transports;

/// <summary>Why a WebSocket did not open.</summary>
/// <param name="Reason">In the words of <see cref="DisconnectReason"/>.</param>
/// <param name="Status">The HTTP status the other side answered instead of the upgrade, if any.</param>
internal sealed record UpstreamSocketFailure(DisconnectReason Reason, HttpStatusCode? Status = null)
{
    public static UpstreamSocketFailure From(Exception exception, UpstreamSocketOptions options, CertificateCheck certificates) =>
        new(ConnectionFault.Explain(exception, options.Url, options.Timeout, certificates));

    /// <summary>The other side speaks HTTP but did not upgrade.</summary>
    public static UpstreamSocketFailure Answered(HttpStatusCode status, UpstreamSocketOptions options) => new(
        DisconnectReason.NotTheHub(
            $"{ConnectionFault.AddressOf(options.Url)} answered HTTP {(int)status} instead of opening a WebSocket. Is 'Url' the hub's own address, and does a proxy in between pass upgrades on?"),
        status);
}
