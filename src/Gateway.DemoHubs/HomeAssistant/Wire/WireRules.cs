using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

internal static partial class WireRules
{
    public static string? Anything(JsonNode? value) => null;

    public static string? Text(JsonNode? value) => WireJson.IsString(value) ? null : "expected str";

    public static string? Dictionary(JsonNode? value) => value is JsonObject ? null : "expected a dictionary";

    public static string? Boolean(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? null : "expected bool";

    public static string? PositiveInteger(JsonNode? value)
    {
        if (value?.GetValueKind() is not JsonValueKind.Number || !long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number))
            return "expected int";
        return number < 0 ? "value must be at least 0" : null;
    }

    public static string? Number(JsonNode? value) => TryNumber(value, out _) ? null : "expected float";

    public static WireRule Integer(int least, int most) => value =>
    {
        if (!TryNumber(value, out var number) || (WireJson.IsString(value) && number != Math.Truncate(number)))
            return "expected int";
        if (number < least)
            return string.Create(CultureInfo.InvariantCulture, $"value must be at least {least}");
        return number > most ? string.Create(CultureInfo.InvariantCulture, $"value must be at most {most}") : null;
    };

    public static string? EntityIds(JsonNode? value)
    {
        foreach (var id in TextList(value))
        {
            if (!EntityId().IsMatch(id))
                return $"Entity ID {id} is an invalid entity ID";
        }

        return value is JsonArray items && items.Any(item => !WireJson.IsString(item)) || value is not JsonArray && !WireJson.IsString(value)
            ? "expected str"
            : null;
    }

    /// <summary>As <see cref="EntityIds"/>, or one of the words which stand for every or no entity.</summary>
    public static string? TargetEntityIds(JsonNode? value) =>
        WireJson.IsString(value) && value!.GetValue<string>() is "all" or "none" ? null : EntityIds(value);

    public static string? TextOrList(JsonNode? value) =>
        WireJson.IsString(value) || value is JsonArray items && items.All(WireJson.IsString) ? null : "expected str";

    /// <summary>A list of strings, or one string whose commas separate several.</summary>
    public static List<string> TextList(JsonNode? value) => value switch
    {
        JsonArray items => [.. items.Where(WireJson.IsString).Select(item => item!.GetValue<string>())],
        JsonValue when WireJson.IsString(value) =>
            [.. value.GetValue<string>().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
        _ => [],
    };

    /// <summary>Python's <c>float()</c>: numbers, numeric text and booleans.</summary>
    public static bool TryNumber(JsonNode? value, out double number)
    {
        number = 0;
        switch (value?.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                number = value.GetValue<bool>() ? 1 : 0;
                return true;
            case JsonValueKind.Number:
                return double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out number);
            case JsonValueKind.String:
                return double.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out number);
            default:
                return false;
        }
    }

    [GeneratedRegex("^(?!.+__)(?!_)[a-z0-9_]+(?<!_)\\.(?!_)[a-z0-9_]+(?<!_)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntityId();
}
