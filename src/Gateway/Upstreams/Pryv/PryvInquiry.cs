using System.Net;
using System.Text.Json;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Pryv;

/// <summary>What plain HTTP tells of a server that does not let the socket in. Asked once per failure, never by polling.</summary>
internal sealed class PryvInquiry(HubHttp http, PryvAccount account)
{
    /// <summary>
    /// Whether a Socket.IO server of the first generation answers: it greets, where later ones refuse. The token is not sent.
    /// </summary>
    public async Task<bool> IsLegacyAsync(CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(new HubHttpRequest(HttpMethod.Get, new Uri(account.Origin, "/socket.io/")) { IsProbe = true }, cancellationToken);
        return answer.IsSuccess && answer.Body.Span.StartsWith("Welcome to socket.io"u8);
    }

    /// <summary>Where the account lives when its server says 421 <c>wrong-core</c>; null when it does not say so.</summary>
    public async Task<Uri?> CoreAsync(CancellationToken cancellationToken)
    {
        var answer = await http.SendAsync(
            new HubHttpRequest(HttpMethod.Get, new Uri(account.Api, "access-info"))
            {
                Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = account.Token.Reveal() },
                IsProbe = true,
            },
            cancellationToken);
        return answer.Status == HttpStatusCode.MisdirectedRequest ? CoreIn(answer.Body) : null;
    }

    private static Uri? CoreIn(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("error", out var error)
                && error.TryGetProperty("coreUrl", out var url)
                && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var core)
                    ? core
                    : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
