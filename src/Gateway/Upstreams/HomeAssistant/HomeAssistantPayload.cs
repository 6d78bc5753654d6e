using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Reads the few members of a payload that the gateway itself acts on. Nothing here throws, whatever the JSON holds.</summary>
internal static class HomeAssistantPayload
{
    /// <summary>Finds the type of a bus event; false for events that have none, those of triggers and templates.</summary>
    /// <remarks>Stops at the first <c>event_type</c>, which the hub sends first, so that a long event is not scanned again.</remarks>
    public static bool TryReadEventType(ReadOnlySpan<byte> eventJson, out ReadOnlySpan<byte> eventTypeUtf8)
    {
        eventTypeUtf8 = ReadTextMember(eventJson, "event_type"u8);
        return !eventTypeUtf8.IsEmpty;
    }

    /// <summary>State and version out of the result of <c>get_config</c>. A hub that tells no state counts as RUNNING.</summary>
    public static (string State, string? Version) ReadConfig(ReadOnlySpan<byte> result)
    {
        var state = ReadTextMember(result, "state"u8);
        var version = ReadTextMember(result, "version"u8);
        return (state.IsEmpty ? "RUNNING" : Encoding.UTF8.GetString(state), version.IsEmpty ? null : Encoding.UTF8.GetString(version));
    }

    /// <summary>Code and message out of a refusal; the codes are an open set. An unreadable member is <c>unknown</c> or empty.</summary>
    public static (string Code, string Message) ReadError(ReadOnlySpan<byte> error)
    {
        var code = ReadTextMember(error, "code"u8);
        var message = ReadTextMember(error, "message"u8);
        return (code.IsEmpty ? "unknown" : Encoding.UTF8.GetString(code), Encoding.UTF8.GetString(message));
    }

    /// <summary>Whether an event of <c>subscribe_entities</c> has whole states, as only a snapshot must: an <c>a</c> that is an object.</summary>
    public static bool HasStates(ReadOnlySpan<byte> eventJson)
    {
        var hasStates = false;
        try
        {
            var json = new Utf8JsonReader(eventJson);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                // The last one counts, as it does for the cache.
                if (HomeAssistantJson.NameIs(ref json, "a"u8))
                    hasStates = HomeAssistantJson.ReadValue(ref json, eventJson) is [(byte)'{', ..];
                else
                    json.Skip();
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return hasStates;
    }

    private static ReadOnlySpan<byte> ReadTextMember(ReadOnlySpan<byte> source, ReadOnlySpan<byte> name)
    {
        try
        {
            var json = new Utf8JsonReader(source);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return default;

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (HomeAssistantJson.NameIs(ref json, name))
                    return HomeAssistantJson.ReadText(ref json);
                json.Skip();
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return default;
    }
}
