using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>The REST API below the gateway's key, which stands in every path. The keys of others, which it lists, stay inside.</summary>
internal static class DeconzHttp
{
    public static HubHttpApi Of(DeconzRest rest, Secret key) => new(new Uri(rest.UrlOf("").AbsoluteUri + "/"), new TokenRedaction(key))
    {
        Whole = rest.UrlOf(""),
        Filter = static () => new DeconzWhitelistBlank().Blank,
    };
}
