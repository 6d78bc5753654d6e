using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Topics that are a command of the hub's. They are sent again after every reconnect and so must never act, only subscribe;
/// the hub does not tell which is which, the type's name has to.
/// </summary>
internal static class HomeAssistantJsonTopics
{
    private const int MaxBytes = 16 * 1024;

    /// <summary>The refusal, or null when there is a plan.</summary>
    public static string? Parse(string topic, IReadOnlySet<string> additionalTypes, out HomeAssistantTopic? plan)
    {
        plan = null;
        var size = Encoding.UTF8.GetByteCount(topic);
        if (size > MaxBytes)
            return $"The JSON topic has {size} bytes, more than the {MaxBytes} allowed.";

        var utf8 = Encoding.UTF8.GetBytes(topic);
        if (!HomeAssistantRequestJson.TryCheckObject(utf8, "The JSON topic", out var fault))
            return fault;

        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = HomeAssistantRequestJson.MaxDepth });
        if (!HomeAssistantCanonicalJson.TryWrite(document.RootElement, out var canonical, out var duplicate))
            return $"The JSON topic has the member \"{duplicate}\" twice: leave one out.";
        if (FaultOfCommand(document.RootElement, additionalTypes) is { } refusal)
            return refusal;

        plan = new HomeAssistantTopic
        {
            Canonical = canonical,
            Family = HomeAssistantTopicFamily.Json,
            Prefix = canonical,
            UpstreamKey = canonical,
        };
        return null;
    }

    private static string? FaultOfCommand(JsonElement command, IReadOnlySet<string> additionalTypes)
    {
        if (command.TryGetProperty("id", out _))
            return "The JSON topic has a member \"id\", which the gateway sets itself: leave it out.";
        if (!command.TryGetProperty("type", out var member) || member.ValueKind != JsonValueKind.String
            || member.GetString() is not { Length: > 0 } type)
        {
            return "The JSON topic has no \"type\" text: name the subscribing command, {\"type\":\"subscribe_trigger\",…}.";
        }

        return Subscribes(type, additionalTypes)
            ? null
            : $"The type \"{type}\" is not known to subscribe, and a topic is asked for again after each reconnect: "
                + "send it as a command instead, or, if it only subscribes, list it under HomeAssistant:SubscriptionTypes of the hub.";
    }

    private static bool Subscribes(string type, IReadOnlySet<string> additionalTypes)
    {
        // Ends a subscription of somebody else's, so not even the configuration can allow it.
        if (string.Equals(type, "unsubscribe_events", StringComparison.Ordinal))
            return false;
        if (type is "render_template" or "system_health/info" || additionalTypes.Contains(type))
            return true;

        var segment = type.AsSpan(type.LastIndexOf('/') + 1);
        return !segment.Contains("unsubscribe", StringComparison.Ordinal)
            && (segment.Contains("subscribe", StringComparison.Ordinal) || segment.Contains("stream", StringComparison.Ordinal));
    }
}
