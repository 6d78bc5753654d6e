using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// Keeps web pages of other sites out: a browser on this machine would otherwise let any page that its owner visits talk to the
/// gateway, WebSockets included, which no browser rule stops. The answer comes before a WebSocket is accepted.
/// </summary>
internal static class OriginGuard
{
    /// <summary>Why a page's request is refused, with the cure; null when it may go on, as may whatever no page of a browser sent.</summary>
    public static string? RefuseOrigin(HttpRequest request, AccessOptions options)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return IsListed(options, origin) || IsOwn(origin, request)
                ? null
                : $"Pages of '{ShownText.Cut(origin)}' may not use this gateway. List the origin in Gateway:Access:Origins if they should.";
        }

        // What a page embeds comes without an origin; a link that a person follows may come from anywhere.
        return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate"
            ? "What the gateway answers may not be part of another site's page."
            : null;
    }

    /// <summary>
    /// Why a request to another host name than this machine's own is refused, with the cure. A name of somebody else's that points at
    /// 127.0.0.1 is how a page gets around the browser's rules: its origin is then our own. For as long as no key is needed that is
    /// the only mark of it. With keys it gains such a page nothing: no browser adds a key by itself, so its requests come without one.
    /// </summary>
    public static string? RefuseHost(HttpRequest request, AccessOptions options) =>
        ListenAddress.IsLoopbackHost(request.Host.Host) || IsListed(options, $"{request.Scheme}://{request.Host.Value}")
            ? null
            : $"The host name '{ShownText.Cut(request.Host.Host)}' is not this machine's loopback name. Use 127.0.0.1 or localhost, list '{ShownText.Cut($"{request.Scheme}://{request.Host.Value}")}' in Gateway:Access:Origins, or make an access key.";

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && string.Equals(url.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsListed(AccessOptions options, string origin) =>
        options.Origins.Any(listed => string.Equals(listed, origin, StringComparison.OrdinalIgnoreCase));
}
