namespace Gateway.Access;

/// <summary>
/// Keeps web pages of other sites out: a browser on this machine would otherwise let any page that its owner visits talk to the
/// gateway, WebSockets included, which no browser rule stops. The answer comes before a WebSocket is accepted.
/// </summary>
internal static class OriginGuard
{
    /// <summary>Why the request is refused, with the cure; null when it may go on.</summary>
    public static string? Refuse(HttpRequest request, AccessOptions options)
    {
        if (!options.AllowAnonymous && !BindRule.IsLoopbackHost(request.Host.Host) && !IsListed(options, $"{request.Scheme}://{request.Host.Value}"))
        {
            // A name of somebody else's that points at 127.0.0.1 is how a page gets around the browser's rules.
            return $"The host name '{request.Host.Host}' is not this machine's loopback name. Use 127.0.0.1 or localhost, or list '{request.Scheme}://{request.Host.Value}' in Gateway:Access:Origins.";
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || IsListed(options, origin) || IsOwn(origin, request))
        {
            return null;
        }

        return $"Pages of '{origin}' may not use this gateway. List the origin in Gateway:Access:Origins if they should.";
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && string.Equals(url.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static bool IsListed(AccessOptions options, string origin) =>
        options.Origins.Any(listed => string.Equals(listed, origin, StringComparison.OrdinalIgnoreCase));
}
