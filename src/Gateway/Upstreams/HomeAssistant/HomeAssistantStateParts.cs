using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What one entity's entry in an event says, as slices of that event; empty where it says nothing.</summary>
internal ref struct HomeAssistantStateParts
{
    /// <summary>False when a part has an unexpected type, or lacks where it must not.</summary>
    public bool IsValid { get; private set; }

    /// <summary>A JSON text.</summary>
    public ReadOnlySpan<byte> State { get; private set; }

    /// <summary>A JSON object.</summary>
    public ReadOnlySpan<byte> Attributes { get; private set; }

    /// <summary>A JSON array of texts.</summary>
    public ReadOnlySpan<byte> RemovedAttributes { get; private set; }

    /// <summary>A JSON text, the context's id alone, or a JSON object.</summary>
    public ReadOnlySpan<byte> Context { get; private set; }

    /// <summary>Epoch seconds; stands for the last update too where that is not given.</summary>
    public ReadOnlySpan<byte> LastChanged { get; private set; }

    /// <summary>Epoch seconds.</summary>
    public ReadOnlySpan<byte> LastUpdated { get; private set; }

    /// <summary>Reads an entry of <c>a</c>. The reader stands on it and is moved to its end.</summary>
    public static HomeAssistantStateParts ReadFull(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        var parts = default(HomeAssistantStateParts);
        parts.IsValid = parts.TryReadMembers(ref json, source) && !parts.State.IsEmpty && !parts.LastChanged.IsEmpty;
        return parts;
    }

    /// <summary>Reads an entry of <c>c</c>, in the same way.</summary>
    public static HomeAssistantStateParts ReadDiff(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        var parts = default(HomeAssistantStateParts);
        if (!IsObject(ref json))
            return parts;

        var valid = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "+"u8))
            {
                json.Read();
                valid &= parts.TryReadMembers(ref json, source);
            }
            else if (HomeAssistantJson.NameIs(ref json, "-"u8))
            {
                json.Read();
                valid &= parts.TryReadRemovals(ref json, source);
            }
            else
            {
                json.Skip();
            }
        }

        parts.IsValid = valid;
        return parts;
    }

    private bool TryReadMembers(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        if (!IsObject(ref json))
            return false;

        var valid = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "s"u8))
                valid &= (State = HomeAssistantJson.ReadValue(ref json, source)) is [(byte)'"', ..];
            else if (HomeAssistantJson.NameIs(ref json, "a"u8))
                valid &= (Attributes = HomeAssistantJson.ReadValue(ref json, source)) is [(byte)'{', ..];
            else if (HomeAssistantJson.NameIs(ref json, "c"u8))
                valid &= (Context = HomeAssistantJson.ReadValue(ref json, source)) is [(byte)'"' or (byte)'{', ..];
            else if (HomeAssistantJson.NameIs(ref json, "lc"u8))
                valid &= IsNumber(LastChanged = HomeAssistantJson.ReadValue(ref json, source));
            else if (HomeAssistantJson.NameIs(ref json, "lu"u8))
                valid &= IsNumber(LastUpdated = HomeAssistantJson.ReadValue(ref json, source));
            else
                json.Skip();
        }

        return valid;
    }

    private bool TryReadRemovals(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        if (!IsObject(ref json))
            return false;

        var valid = true;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "a"u8))
                valid &= IsTextArray(RemovedAttributes = HomeAssistantJson.ReadValue(ref json, source));
            else
                json.Skip();
        }

        return valid;
    }

    private static bool IsTextArray(ReadOnlySpan<byte> value)
    {
        var json = new Utf8JsonReader(value);
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
            return false;

        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
        }

        return json.TokenType == JsonTokenType.EndArray;
    }

    private static bool IsObject(scoped ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartObject)
            return true;

        json.Skip();
        return false;
    }

    private static bool IsNumber(ReadOnlySpan<byte> value) => value is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..];
}
