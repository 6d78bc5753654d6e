using System.Net;
using Gateway.Upstreams;

namespace Gateway.Diagnosis;

/// <summary>What a kind of hub answers to everybody, and how it is known by it. Asking costs no failed login.</summary>
/// <param name="Url">The address; nothing in it is secret but the path that an entry may have.</param>
/// <param name="Path">The part below the hub's address, to be shown.</param>
/// <param name="Name">The kind, as people call it.</param>
/// <param name="IsTheHub">Whether that was the kind's answer; null: it could be.</param>
internal sealed record OpenPage(Uri Url, string Path, string Name, Func<HttpResponseMessage, string, bool?> IsTheHub)
{
    public static OpenPage Of(UpstreamOptions hub) => hub.Kind switch
    {
        // Not /api/: Home Assistant counts that without a token as a failed login, and may ban this machine for it.
        UpstreamKind.HomeAssistant => Below(hub, "/manifest.json", "Home Assistant", static (response, body) => response.StatusCode switch
        {
            HttpStatusCode.OK => body.Contains("Home Assistant", StringComparison.OrdinalIgnoreCase),

            // One without its own page has none.
            HttpStatusCode.NotFound => null,
            _ => false,
        }),
        UpstreamKind.Homey => Below(hub, "/api/manager/system/ping", "a Homey", static (response, _) => response.Headers.Contains("X-Homey-ID")),
        UpstreamKind.Deconz => Below(hub, "/api/config", "deCONZ", static (_, body) => body.Contains("\"bridgeid\"", StringComparison.Ordinal)),
        UpstreamKind.Pryv => Below(hub, "/", "Pryv", static (_, body) => body.Contains("<html", StringComparison.OrdinalIgnoreCase) ? false : null),
        _ => Below(hub, hub.SocketIO.Path.TrimEnd('/') + "/", "a Socket.IO server", static (response, body) =>
            body.Contains("Transport unknown", StringComparison.Ordinal) || body.Contains("Welcome to socket.io", StringComparison.Ordinal) ? true
            : response.StatusCode == HttpStatusCode.OK && body.Contains("<html", StringComparison.OrdinalIgnoreCase) ? false : null),
    };

    private static OpenPage Below(UpstreamOptions hub, string path, string name, Func<HttpResponseMessage, string, bool?> isTheHub) =>
        new(new Uri($"{hub.Url.GetLeftPart(UriPartial.Authority)}{hub.Url.AbsolutePath.TrimEnd('/')}{path}"), path, name, isTheHub);
}
