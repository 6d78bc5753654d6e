using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Stress.Fuzzing.Codecs;

/// <summary>What hubs were seen to send, and ways to look at JSON that share nothing with the product's.</summary>
internal static class Recorded
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

    public static IReadOnlyList<string> HomeAssistant { get; } = Texts("home-assistant.jsonl");

    public static IReadOnlyList<string> Homey { get; } = Texts("homey.jsonl");

    public static IReadOnlyList<string> HomeyBodies { get; } = Bodies("homey.jsonl");

    public static IReadOnlyList<string> Deconz { get; } = Texts("deconz.jsonl");

    public static IReadOnlyList<string> DeconzBodies { get; } = Bodies("deconz.jsonl");

    public static IReadOnlyList<string> Pryv { get; } = [.. Texts("pryv.jsonl")];

    public static IReadOnlyList<string> PryvLegacy { get; } = [.. Texts("pryv-legacy.jsonl")];

    /// <summary>From the first bracket or brace on, of those that have one.</summary>
    public static IEnumerable<string> JsonOf(IEnumerable<string> packets) =>
        packets.Where(static packet => packet.IndexOfAny(['[', '{']) >= 0).Select(static packet => packet[packet.IndexOfAny(['[', '{'])..]);

    public static bool IsJson(ReadOnlySpan<byte> bytes, int maxDepth = 64, JsonTokenType? first = null)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = maxDepth });
            var isFirst = reader.Read() && (first is null || reader.TokenType == first);
            while (reader.Read())
            {
            }

            return isFirst;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Every text and name in it; those with half a character in them are left out.</summary>
    public static List<string> TextsIn(ReadOnlySpan<byte> json)
    {
        var found = new List<string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                try
                {
                    found.Add(reader.GetString()!);
                }
                catch (InvalidOperationException)
                {
                    // No text.
                }
            }
        }

        return found;
    }

    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Deep);

    public static string Text(byte[] input) => Encoding.UTF8.GetString(input);

    private static IReadOnlyList<string> Texts(string file) =>
        [.. Frames(file).Select(static frame => frame is JsonValue ? frame.GetValue<string>() : frame!["http"] is null ? frame.ToJsonString() : null).OfType<string>()];

    private static IReadOnlyList<string> Bodies(string file) =>
        [.. Frames(file).Select(static frame => frame is JsonObject exchange ? Body(exchange["http"]?["body"]) : null).OfType<string>().Where(static body => body.Length > 0)];

    private static string? Body(JsonNode? body) => body is JsonValue value && value.TryGetValue<string>(out var text) ? text : body?.ToJsonString();

    private static IEnumerable<JsonNode?> Frames(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Frames", file)).Where(static line => line.Length > 0).Select(static line => JsonNode.Parse(line)!["frame"]);
}
