using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>Makes the configuration's texts of what a form says about one option.</summary>
internal static class OptionReader
{
    private const int MaxText = 8192;
    private const int MaxNames = 100;

    private static readonly char[] Separators = [' ', ',', '\t', '\n', '\r'];

    /// <summary>Flat names with their texts; a null where a map names something whose text is to stay as it is. None where there is nothing to keep.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Read(OptionSchema option, JsonElement value, OptionFaults faults)
    {
        try
        {
            var rows = Rows(option, value, faults).ToArray();
            foreach (var _ in rows.Where(static row => row.Value is { } text && (text.Length > MaxText || text.Any(char.IsControl))))
            {
                faults.Add(option.Name, $"may have up to {MaxText} characters, and none that cannot be seen, such as a line's end.");
            }

            return rows;
        }
        catch (InvalidOperationException)
        {
            // So the reader calls half of a surrogate pair.
            faults.Add(option.Name, "is no text: encode it as UTF-8, without half of a surrogate pair.");
            return [];
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Rows(OptionSchema option, JsonElement value, OptionFaults faults) => option switch
    {
        { Type: OptionType.Map } => Map(option, value, faults),
        { List: true } => List(option, value, faults),
        _ => Text(option, value, faults) is { Length: > 0 } text ? [KeyValuePair.Create(option.Name, (string?)text)] : [],
    };

    private static string? Text(OptionSchema option, JsonElement value, OptionFaults faults)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                var text = value.GetString()!;
                return option.Secret && option.Type == OptionType.Text ? text : text.Trim();
            case JsonValueKind.Number when option.Type == OptionType.Number:
                return value.GetRawText();
            case JsonValueKind.True or JsonValueKind.False when option.Type == OptionType.Flag:
                return value.GetBoolean() ? "true" : "false";
            default:
                faults.Add(option.Name, option.Type switch
                {
                    OptionType.Number => "must be a number.",
                    OptionType.Flag => "must be true or false.",
                    _ => "must be a text.",
                });
                return null;
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> List(OptionSchema option, JsonElement value, OptionFaults faults)
    {
        var texts = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Split(Separators, StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array when value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(static item => item.GetString()!.Trim())],
            _ => null,
        };
        if (texts is null or { Length: > MaxNames })
        {
            faults.Add(option.Name, $"must be a list of up to {MaxNames} texts, or one text with spaces or commas between them.");
            return [];
        }

        return texts.Index().Select(row => KeyValuePair.Create($"{option.Name}:{row.Index}", (string?)row.Item));
    }

    private static IEnumerable<KeyValuePair<string, string?>> Map(OptionSchema option, JsonElement value, OptionFaults faults)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Count() > MaxNames)
        {
            faults.Add(option.Name, $"must be an object of up to {MaxNames} names with a text each.");
            yield break;
        }

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in value.EnumerateObject())
        {
            // The configuration nests by colons, and knows no case.
            if (row.Name.Length == 0 || row.Name.Contains(':', StringComparison.Ordinal) || row.Name.Any(char.IsControl) || !names.Add(row.Name))
            {
                faults.Add(option.Name, $"'{ShownText.Cut(row.Name)}' is no name, or there twice: a name has at least one character, and no colon.");
            }
            else if (row.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                faults.Add(option.Name, $"'{ShownText.Cut(row.Name)}' must have a text.");
            }
            else
            {
                yield return KeyValuePair.Create($"{option.Name}:{row.Name}", row.Value.GetString());
            }
        }
    }
}
