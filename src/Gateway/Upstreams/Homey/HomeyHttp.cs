using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>A Homey's HTTP API (homey-api 3.20.0): <c>/api/manager/…</c> with the token as bearer, at the address where it was found.</summary>
internal static class HomeyHttp
{
    public static HubHttpApi Of(HomeyFound found, Secret token) => new(found.Url("/"), new TokenRedaction(token))
    {
        First = "api",
        Headers = HeadersOf(found, token),
        OwnQuery = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "access_token", "bearer_token", "authorization" },
    };

    /// <summary>What a request says of who asks and whom.</summary>
    public static Dictionary<string, string> HeadersOf(HomeyFound found, Secret token) =>
        new(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = $"Bearer {token.Reveal()}", ["X-Homey-ID"] = found.HomeyId };
}
