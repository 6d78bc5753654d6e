using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// What one entity's entry in an event says, as slices of that event; empty where it says nothing, or a JSON <c>null</c>, or something
/// of an unexpected type.
/// </summary>
internal ref struct HomeAssistantStateParts
{
    private static ReadOnlySpan<byte> StartsOfTimes => "-0123456789\""u8;

    /// <summary>How many parts have an unexpected type, and so were left out.</summary>
    public int Odd { get; private set; }

    /// <summary>A JSON text. What the hub sends as a number or a truth value is its text.</summary>
    public ReadOnlySpan<byte> State { get; private set; }

    /// <summary>A JSON object.</summary>
    public ReadOnlySpan<byte> Attributes { get; private set; }

    /// <summary>A JSON array; only its texts count.</summary>
    public ReadOnlySpan<byte> RemovedAttributes { get; private set; }

    /// <summary>A JSON text, the context's id alone, or a JSON object.</summary>
    public ReadOnlySpan<byte> Context { get; private set; }

    /// <summary>Epoch seconds, or a JSON text that may be an ISO time; stands for the last update too where that is not given.</summary>
    public ReadOnlySpan<byte> LastChanged { get; private set; }

    /// <summary>In the same forms.</summary>
    public ReadOnlySpan<byte> LastUpdated { get; private set; }

    public readonly bool IsEmpty =>
        State.IsEmpty && Attributes.IsEmpty && RemovedAttributes.IsEmpty && Context.IsEmpty && LastChanged.IsEmpty && LastUpdated.IsEmpty;

    /// <summary>Reads an entry of <c>a</c>. The reader stands on it and is moved to its end.</summary>
    public static HomeAssistantStateParts ReadFull(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        var parts = default(HomeAssistantStateParts);
        parts.ReadMembers(ref json, source);
        return parts;
    }

    /// <summary>Reads an entry of <c>c</c>, in the same way.</summary>
    public static HomeAssistantStateParts ReadDiff(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        var parts = default(HomeAssistantStateParts);
        if (!parts.EnterObject(ref json))
            return parts;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "+"u8))
            {
                json.Read();
                parts.ReadMembers(ref json, source);
            }
            else if (HomeAssistantJson.NameIs(ref json, "-"u8))
            {
                json.Read();
                parts.ReadRemovals(ref json, source);
            }
            else
            {
                json.Skip();
            }
        }

        return parts;
    }

    private void ReadMembers(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        if (!EnterObject(ref json))
            return;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "s"u8))
                State = TextOf(HomeAssistantJson.ReadValue(ref json, source), State);
            else if (HomeAssistantJson.NameIs(ref json, "a"u8))
                Attributes = Expected(HomeAssistantJson.ReadValue(ref json, source), "{"u8, Attributes);
            else if (HomeAssistantJson.NameIs(ref json, "c"u8))
                Context = Expected(HomeAssistantJson.ReadValue(ref json, source), "\"{"u8, Context);
            else if (HomeAssistantJson.NameIs(ref json, "lc"u8))
                LastChanged = Expected(HomeAssistantJson.ReadValue(ref json, source), StartsOfTimes, LastChanged);
            else if (HomeAssistantJson.NameIs(ref json, "lu"u8))
                LastUpdated = Expected(HomeAssistantJson.ReadValue(ref json, source), StartsOfTimes, LastUpdated);
            else
                json.Skip();
        }
    }

    private void ReadRemovals(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        if (!EnterObject(ref json))
            return;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "a"u8))
            {
                RemovedAttributes = Expected(HomeAssistantJson.ReadValue(ref json, source), "["u8, RemovedAttributes);
                Odd += HasOnlyTexts(RemovedAttributes) ? 0 : 1;
            }
            else
            {
                json.Skip();
            }
        }
    }

    /// <summary>The value when it begins as one of the right type does; else what was there before.</summary>
    private ReadOnlySpan<byte> Expected(ReadOnlySpan<byte> value, ReadOnlySpan<byte> starts, ReadOnlySpan<byte> before)
    {
        if (starts.Contains(value[0]))
            return value;

        Odd += IsNull(value) ? 0 : 1;
        return before;
    }

    private ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> value, ReadOnlySpan<byte> before) =>
        value[0] is (byte)'-' or (byte)'t' or (byte)'f' or (>= (byte)'0' and <= (byte)'9')
            ? (byte[])[(byte)'"', .. value, (byte)'"']
            : Expected(value, "\""u8, before);

    private bool EnterObject(scoped ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.StartObject)
            return true;

        Odd += json.TokenType == JsonTokenType.Null ? 0 : 1;
        json.Skip();
        return false;
    }

    private static bool HasOnlyTexts(ReadOnlySpan<byte> array)
    {
        if (array.IsEmpty)
            return true;

        var json = new Utf8JsonReader(array);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
        }

        return json.TokenType == JsonTokenType.EndArray;
    }

    private static bool IsNull(ReadOnlySpan<byte> value) => value[0] == (byte)'n';
}
