using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Upstreams.SocketIO.Transports;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Opens a session of Socket.IO 0.9: an HTTP request tells id, time-outs and transports, then a WebSocket or polling goes on.
/// Everything that goes wrong is an <see cref="EngineTransportException"/>.
/// </summary>
internal sealed class LegacyHandshake(SocketIOOptions options, SocketIOUrls urls, TimeProvider time)
{
    private const int MaxBytes = 1024;

    public async Task<SocketIOLink> OpenAsync(CancellationToken cancellationToken)
    {
        var http = new EngineHttp(options);
        try
        {
            var session = Parse(await http.SendAsync(HttpMethod.Get, urls.LegacyHandshake(), null, cancellationToken), http);
            var revision = new EngineRevision(0);
            var timing = SocketIOTiming.OfLegacy(session.Heartbeat, options);
            if (options.Transport == SocketIOTransport.Polling || !session.OffersWebSocket)
            {
                var polling = new PollingTransport(http, urls.Legacy("xhr-polling", session.Id), revision, new PollingForm(0, IsVersion1: false, Base64: false), [], time) { PostLimit = timing.Deadline };
                return new SocketIOLink(polling, revision, timing);
            }

            var url = urls.Legacy("websocket", session.Id);
            var (socket, failure) = await UpstreamSocket.ConnectAsync(
                new UpstreamSocketOptions(url, options.Tls, options.StepTimeout, options.MaxPacketBytes) { Headers = http.HeadersFor(url), Traffic = options.Traffic }, time, cancellationToken);
            http.Dispose();
            return socket is null
                ? throw new EngineTransportException(failure!.Reason)
                : new SocketIOLink(new WebSocketTransport(socket, revision, base64: false, options.MaxPacketBytes), revision, timing);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>Reads <c>sid:heartbeatTimeout:closeTimeout:transports</c>, in seconds.</summary>
    private LegacySession Parse(EngineAnswer answer, EngineHttp http)
    {
        var words = http.Words(answer);
        switch (answer.Status)
        {
            case HttpStatusCode.OK when answer.Body.Length <= MaxBytes && Encoding.UTF8.GetString(answer.Body).Split(':') is [{ Length: > 0 } id, var heartbeat, _, var transports, ..]:
                return new LegacySession(id, Seconds(heartbeat), transports.Split(',').Contains("websocket", StringComparer.Ordinal));
            case HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized:
                throw new EngineTransportException(DisconnectReason.CredentialsRefused(
                    $"The server refused the handshake: \"{words}\". Check 'Token' and what the hub's entry sends as query or headers."))
                { Refusal = words, Status = answer.Status };
            case HttpStatusCode.InternalServerError:
                throw new EngineTransportException(DisconnectReason.HubClosed($"The server failed in the handshake: \"{words}\"."));
            default:
                throw new EngineTransportException(DisconnectReason.NotTheHub(
                    $"What answers at {options.Url.GetLeftPart(UriPartial.Authority)} is no Socket.IO 0.9 server (HTTP {(int)answer.Status}). {options.Cure}"))
                { Status = answer.Status };
        }
    }

    private static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private sealed record LegacySession(string Id, TimeSpan? Heartbeat, bool OffersWebSocket);
}
