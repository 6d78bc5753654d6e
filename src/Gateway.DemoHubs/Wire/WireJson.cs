using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Wire;

/// <summary>
/// JSON as the hubs read and write it: no spaces, raw UTF-8, numbers as they came. System.Text.Json has no encoder which leaves emoji alone.
/// </summary>
internal static class WireJson
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 250 };

    /// <summary>Of two equal keys the last one wins.</summary>
    /// <exception cref="JsonException">Not JSON, or a string in it is no Unicode.</exception>
    public static JsonNode? Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, Options);
        try
        {
            return Build(document.RootElement);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException(exception.Message, exception);
        }
    }

    public static JsonNode? Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    public static JsonObject ParseObject(string text) => (JsonObject)Parse(text)!;

    public static string Text(JsonNode? node)
    {
        var builder = new StringBuilder();
        Write(builder, node);
        return builder.ToString();
    }

    public static string Quote(string? text)
    {
        if (text is null)
            return "null";
        var builder = new StringBuilder(text.Length + 2);
        Quote(builder, text);
        return builder.ToString();
    }

    public static bool IsString(JsonNode? node) => node?.GetValueKind() is JsonValueKind.String;

    private static JsonNode? Build(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => BuildObject(element),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(Build)]),
        JsonValueKind.String => JsonValue.Create(element.GetString()),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(element.Clone()),
    };

    private static JsonObject BuildObject(JsonElement element)
    {
        // JsonObject's own parser throws where a key comes twice.
        var result = new JsonObject();
        foreach (var property in element.EnumerateObject())
            result[property.Name] = Build(property.Value);
        return result;
    }

    private static void Write(StringBuilder builder, JsonNode? node)
    {
        switch (node)
        {
            case null:
                builder.Append("null");
                break;
            case JsonObject members:
                var separator = '{';
                foreach (var (name, value) in members)
                {
                    builder.Append(separator);
                    separator = ',';
                    Quote(builder, name);
                    builder.Append(':');
                    Write(builder, value);
                }

                builder.Append(members.Count == 0 ? "{}" : "}");
                break;
            case JsonArray items:
                builder.Append('[');
                for (var index = 0; index < items.Count; index++)
                {
                    if (index > 0)
                        builder.Append(',');
                    Write(builder, items[index]);
                }

                builder.Append(']');
                break;
            default:
                if (IsString(node))
                    Quote(builder, node.GetValue<string>());
                else
                    builder.Append(node.ToJsonString());
                break;
        }
    }

    private static void Quote(StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                < ' ' => builder.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append(character),
            };
        }

        builder.Append('"');
    }
}
