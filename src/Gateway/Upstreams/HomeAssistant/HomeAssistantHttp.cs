using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Home Assistant's REST API (seen on Core 2023.11.3): <c>/api/…</c> with the token as bearer.</summary>
internal static class HomeAssistantHttp
{
    private const string Socket = "/websocket";
    private const string Api = "/api";

    public static HubHttpApi Of(UpstreamOptions options) => new(RootOf(options), new TokenRedaction(options.Token!))
    {
        First = "api",
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = $"Bearer {options.Token!.Reveal()}" },
        OwnQuery = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "access_token", "authSig", "api_password" },
    };

    /// <summary>Where the socket is elsewhere, as behind a supervisor (<c>/core/websocket</c>), the API is beside it (<c>/core/api</c>).</summary>
    private static Uri RootOf(UpstreamOptions options)
    {
        var path = options.HomeAssistant.Path;
        var place = path.EndsWith(Socket, StringComparison.Ordinal) ? path[..^Socket.Length] : "";
        place = place.EndsWith(Api, StringComparison.Ordinal) ? place[..^Api.Length] : place;
        return new Uri($"{options.Url.GetLeftPart(UriPartial.Authority)}{options.Url.AbsolutePath.TrimEnd('/')}{place}/");
    }
}
