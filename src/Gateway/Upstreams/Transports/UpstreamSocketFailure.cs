using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Gateway.Upstreams.Transports;

/// <summary>Why a WebSocket did not open.</summary>
/// <param name="Reason">In the words of <see cref="DisconnectReason"/>.</param>
/// <param name="Status">The HTTP status the other side answered instead of the upgrade, if any.</param>
internal sealed record UpstreamSocketFailure(DisconnectReason Reason, HttpStatusCode? Status = null)
{
    public static UpstreamSocketFailure From(Exception exception, UpstreamSocketOptions options, CertificateCheck certificates)
    {
        var address = options.Url.GetLeftPart(UriPartial.Authority);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case OperationCanceledException or TimeoutException:
                    return new(DisconnectReason.Unreachable(
                        $"{address} did not answer within {options.Timeout.TotalSeconds:0.#} s. Is the hub switched on, and is the address in 'Url' still its own?"));
                case SocketException socket:
                    return new(DisconnectReason.Unreachable(Describe(socket.SocketErrorCode, options.Url)));
                case AuthenticationException when certificates.Refusal is { } refusal:
                    return new(DisconnectReason.CertificateRefused($"The TLS connection was refused by us: {refusal}"));
                case AuthenticationException or IOException when options.Url.Scheme is "wss" or "https":
                    return new(DisconnectReason.CertificateRefused(
                        $"{address} does not speak TLS as expected. If the hub has no certificate, write http:// instead of https:// in 'Url'."));
            }
        }

        return new(DisconnectReason.NotTheHub(
            $"{address} accepts connections but did not answer with HTTP. Do the scheme (http or https) and the port in 'Url' fit the hub?"));
    }

    /// <summary>The other side speaks HTTP but did not upgrade.</summary>
    public static UpstreamSocketFailure Answered(HttpStatusCode status, UpstreamSocketOptions options) => new(
        DisconnectReason.NotTheHub(
            $"{options.Url.GetLeftPart(UriPartial.Path)} answered HTTP {(int)status} instead of opening a WebSocket. Is 'Url' the hub's own address, and does a proxy in between pass upgrades on?"),
        status);

    private static string Describe(SocketError error, Uri url) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"The name '{url.Host}' is not known to this machine. Check 'Url', or use the hub's IP address.",
        SocketError.ConnectionRefused =>
            $"Nothing listens at {url.Host}:{url.Port}. Is the hub running, and is the port in 'Url' right?",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            $"There is no way to {url.Host} from this machine. Is the network up?",
        _ => $"The connection to {url.Host}:{url.Port} failed: {error}.",
    };
}
