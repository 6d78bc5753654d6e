using System.Text.Json;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>One line of the frames captured from Home Assistant Core 2023.11.3.</summary>
internal sealed record HomeAssistantFrame(int Line, string Direction, string Note, JsonElement Value)
{
    public bool IsIncoming => string.Equals(Direction, "in", StringComparison.Ordinal);

    public bool IsText => Value.ValueKind == JsonValueKind.String;

    public string Text => Value.GetString()!;
}

internal static class HomeAssistantFrames
{
    public static IReadOnlyList<HomeAssistantFrame> All { get; } = Load();

    public static HomeAssistantFrame Noted(string note)
    {
        return All.Single(frame => frame.Note.StartsWith(note, StringComparison.Ordinal));
    }

    /// <summary>The JSON of <c>event</c> in the frame with this note.</summary>
    public static string EventOf(string note)
    {
        using var document = JsonDocument.Parse(Noted(note).Text);
        return document.RootElement.GetProperty("event").GetRawText();
    }

    private static List<HomeAssistantFrame> Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Frames", "home-assistant.jsonl");
        return File.ReadAllLines(path).Select((line, index) => Parse(line, index + 1)).ToList();
    }

    private static HomeAssistantFrame Parse(string line, int number)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        return new(number, root.GetProperty("dir").GetString()!, root.GetProperty("note").GetString()!, root.GetProperty("frame"));
    }
}
