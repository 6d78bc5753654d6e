using System.Text.Json.Nodes;

namespace Gateway.Tests.DemoHubs.Homey;

/// <summary>The frame vectors, found by their note. A text frame is split into its digits and its JSON, so that shapes can be compared.</summary>
internal static class HomeyFrames
{
    private static readonly JsonObject[] Lines =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Frames", "homey.jsonl")).Select(static line => JsonNode.Parse(line)!.AsObject())];

    public static string ByNote(string note) => Frame(note).GetValue<string>();

    public static JsonObject Http(string note) => Frame(note)["http"]!.AsObject();

    /// <summary>Digits, namespace and ack id as they are, the JSON by its keys and kinds.</summary>
    public static string Shape(string? frame)
    {
        var text = frame.ShouldNotBeNull();
        var json = text.AsSpan().IndexOfAny('[', '{');
        return json < 0 ? text : text[..json] + HomeAssistantFrames.Shape(text[json..]);
    }

    private static JsonNode Frame(string note) =>
        Lines.Single(line => line["note"]!.GetValue<string>().Contains(note, StringComparison.Ordinal))["frame"]!;
}
