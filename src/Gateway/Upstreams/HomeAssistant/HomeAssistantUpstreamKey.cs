using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What an upstream key asks the hub for.</summary>
internal static class HomeAssistantUpstreamKey
{
    public static (string Type, byte[] Args, HomeAssistantRouteKind Kind) Read(string key)
    {
        if (key.StartsWith('{'))
        {
            return (TypeOf(key), WithoutType(key), HomeAssistantRouteKind.Json);
        }

        if (string.Equals(key, HomeAssistantTopics.EntitiesKey, StringComparison.Ordinal))
        {
            return ("subscribe_entities", [], HomeAssistantRouteKind.Entities);
        }

        if (string.Equals(key, HomeAssistantTopics.AllEventsKey, StringComparison.Ordinal))
        {
            return ("subscribe_events", [], HomeAssistantRouteKind.AllEvents);
        }

        var eventType = JsonEncodedText.Encode(key.AsSpan(HomeAssistantTopics.EventsKeyPrefix.Length), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        return ("subscribe_events", Encoding.UTF8.GetBytes($$"""{"event_type":"{{eventType}}"}"""), HomeAssistantRouteKind.TypedEvents);
    }

    private static string TypeOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("type").GetString()!;
    }

    private static byte[] WithoutType(string json)
    {
        using var document = JsonDocument.Parse(json);
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var member in document.RootElement.EnumerateObject().Where(static member => !member.NameEquals("type")))
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Value.GetRawText());
            }

            writer.WriteEndObject();
        }

        return output.ToArray();
    }
}
