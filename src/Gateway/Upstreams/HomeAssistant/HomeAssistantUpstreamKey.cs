using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What an upstream key asks the hub for.</summary>
internal static class HomeAssistantUpstreamKey
{
    public static HomeAssistantRequest Ask(string key, HomeAssistantRoute route) => route.Kind switch
    {
        HomeAssistantRouteKind.Entities => new HomeAssistantRequest("subscribe_entities") { Opens = route },
        HomeAssistantRouteKind.AllEvents => new HomeAssistantRequest("subscribe_events") { Opens = route },
        HomeAssistantRouteKind.TypedEvents => new HomeAssistantRequest("subscribe_events", EventType(key)) { Opens = route },
        _ => new HomeAssistantRequest(HomeAssistantRequest.WholeCommand, Encoding.UTF8.GetBytes(key)) { Opens = route },
    };

    public static HomeAssistantRouteKind KindOf(string key) => key switch
    {
        ['{', ..] => HomeAssistantRouteKind.Json,
        HomeAssistantTopics.EntitiesKey => HomeAssistantRouteKind.Entities,
        HomeAssistantTopics.AllEventsKey => HomeAssistantRouteKind.AllEvents,
        _ => HomeAssistantRouteKind.TypedEvents,
    };

    private static byte[] EventType(string key)
    {
        var text = JsonEncodedText.Encode(key.AsSpan(HomeAssistantTopics.EventsKeyPrefix.Length), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return Encoding.UTF8.GetBytes($$"""{"event_type":"{{text}}"}""");
    }
}
