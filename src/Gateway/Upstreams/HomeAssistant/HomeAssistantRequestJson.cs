using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Finds what the hub would not take for JSON, before it is sent: the hub answers such a frame by closing the session
/// that all clients share. Its parser is stricter than ours: no lone surrogates, no numbers beyond a double.
/// </summary>
internal static class HomeAssistantRequestJson
{
    public const int MaxDepth = 64;

    /// <summary>True for a JSON object the hub can read; else <paramref name="fault"/> names the fault and the cure.</summary>
    /// <param name="subject">What is checked, as the first words of the fault.</param>
    public static bool TryCheckObject(ReadOnlySpan<byte> source, string subject, out string? fault)
    {
        fault = Utf8.IsValid(source) ? Check(source, subject) : $"{subject} is not UTF-8: encode the text as UTF-8.";
        return fault is null;
    }

    private static string? Check(ReadOnlySpan<byte> source, string subject)
    {
        // One level of grace, so that the level too many is named here and not by the reader.
        var json = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        try
        {
            if (json.Read() && json.TokenType != JsonTokenType.StartObject)
                return $"{subject} is no JSON object: put its members between braces, {{\"name\":\"value\"}}.";

            while (json.Read())
            {
                if (FaultOf(ref json) is { } fault)
                    return $"{subject} {fault} (byte {json.TokenStartIndex}).";
            }
        }
        catch (JsonException)
        {
            return $"{subject} is not JSON (byte {json.BytesConsumed}): check quotes, commas and braces.";
        }

        return null;
    }

    private static string? FaultOf(ref Utf8JsonReader json)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when json.CurrentDepth >= MaxDepth:
                return $"is nested deeper than {MaxDepth} levels: flatten it";
            case JsonTokenType.String or JsonTokenType.PropertyName when json.ValueIsEscaped:
                return HomeAssistantJson.CurrentText(ref json).IsEmpty
                    ? "has half a surrogate pair in a text: write both halves or the character itself"
                    : null;
            case JsonTokenType.Number when !json.TryGetDouble(out var number) || !double.IsFinite(number):
                return "has a number the hub cannot hold: keep it below 1e308 or send it as a text";
            default:
                return null;
        }
    }
}
