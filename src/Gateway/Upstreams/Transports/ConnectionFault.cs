using System.Net.Sockets;
using System.Security.Authentication;

namespace Gateway.Upstreams.Transports;

/// <summary>Finds out why a hub could not be reached, in words that name the thing and the cure. Only scheme, host and port are shown: a path may hold a key.</summary>
internal static class ConnectionFault
{
    /// <summary>What the stack's exception means for a person.</summary>
    /// <param name="exception">What was thrown while connecting or waiting.</param>
    /// <param name="url">Whom it was about.</param>
    /// <param name="timeout">How long it was waited for.</param>
    /// <param name="certificates">Who judged the certificate.</param>
    public static DisconnectReason Explain(Exception exception, Uri url, TimeSpan timeout, CertificateCheck certificates)
    {
        var address = AddressOf(url);
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case OperationCanceledException or TimeoutException:
                    return TimedOut(url, timeout);
                case SocketException socket:
                    return DisconnectReason.Unreachable(Describe(socket.SocketErrorCode, url));
                case AuthenticationException when certificates.Refusal is { } refusal:
                    return DisconnectReason.CertificateRefused($"The TLS connection was refused by us: {refusal}");
                case AuthenticationException or IOException when IsSecure(url):
                    return DisconnectReason.CertificateRefused(
                        $"{address} does not speak TLS as expected. If the hub has no certificate, write http:// instead of https:// in 'Url'.");
            }
        }

        return DisconnectReason.NotTheHub(
            $"{address} accepts connections but did not answer with HTTP. Do the scheme (http or https) and the port in 'Url' fit the hub?");
    }

    /// <summary>Scheme, host and port, without the user that may stand before the host.</summary>
    public static string AddressOf(Uri url) => url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public static DisconnectReason TimedOut(Uri url, TimeSpan timeout) => DisconnectReason.Unreachable(
        $"{AddressOf(url)} did not answer within {timeout.TotalSeconds:0.#} s. Is the hub switched on, and is the address in 'Url' still its own?");

    private static bool IsSecure(Uri url) => url.Scheme is "wss" or "https";

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
