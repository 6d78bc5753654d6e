using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Tests.DemoHubs;

/// <summary>The captured frames, found by their note, and the shape of a frame: its keys in order and the kinds of its values.</summary>
internal static class HomeAssistantFrames
{
    private static readonly JsonObject[] Lines =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Frames", "home-assistant.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())];

    public static string ByNote(string note) =>
        Lines.Single(line => line["note"]!.GetValue<string>().Contains(note, StringComparison.Ordinal))["frame"]!.GetValue<string>();

    public static string Shape(string? frame) => Shape(JsonNode.Parse(frame.ShouldNotBeNull()));

    private static string Shape(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject members => "{" + string.Join(',', members.Select(member => member.Key + ":" + Shape(member.Value))) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Shape)) + "]",
        _ => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "bool" : node.GetValueKind().ToString(),
    };
}
