using System.Globalization;

namespace Gateway.Upstreams.Recording;

/// <summary>What of a hub's entry a replay needs, and nothing that is secret: keys below <c>Gateway:Hubs:&lt;id&gt;</c>.</summary>
internal static class RecordedEntry
{
    public static IEnumerable<KeyValuePair<string, string>> Of(UpstreamOptions hub)
    {
        yield return new("Kind", hub.Kind.ToString());
        yield return new("Path", hub.Url.AbsolutePath);
        foreach (var (key, value) in OfKind(hub).Where(static row => row.Value is not null))
        {
            yield return new(key, value!);
        }
    }

    private static IEnumerable<(string Key, string? Value)> OfKind(UpstreamOptions hub) => hub.Kind switch
    {
        UpstreamKind.HomeAssistant => [("HomeAssistant:Path", hub.HomeAssistant.Path)],
        UpstreamKind.Homey => [("HomeyId", hub.Homey.HomeyId)],
        UpstreamKind.Deconz => [("Deconz:WebSocketPort", hub.Deconz.WebSocketPort?.ToString(CultureInfo.InvariantCulture))],
        UpstreamKind.Pryv => [("User", hub.Pryv.User), ("Dialect", hub.Pryv.Dialect.ToString())],
        _ =>
        [
            ("SocketIO:Version", hub.SocketIO.Version is SocketIO.SocketIOVersion.Auto ? "Auto" : ((int)hub.SocketIO.Version).ToString(CultureInfo.InvariantCulture)),
            ("SocketIO:Transport", hub.SocketIO.Transport.ToString()),
            ("SocketIO:Path", hub.SocketIO.Path),
            ("SocketIO:Namespace", hub.SocketIO.NamespaceName),
            ("SocketIO:Base64", hub.SocketIO.Base64 ? "true" : "false"),
            ("SocketIO:Ack", hub.SocketIO.Ack.ToString()),
        ],
    };
}
