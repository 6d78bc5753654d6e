using System.Text.Json;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>One line of the frames captured from Open Pryv.io, or made up from the documents of the legacy servers.</summary>
internal sealed record PryvFrame(int Line, string Direction, string Note, JsonElement Value)
{
    public bool IsIncoming => string.Equals(Direction, "in", StringComparison.Ordinal);

    public bool IsText => Value.ValueKind == JsonValueKind.String;

    public string Text => Value.GetString()!;

    /// <summary>What follows the packet's head, with its bracket or brace; empty when there is none.</summary>
    public string Json => Text.IndexOfAny(['[', '{']) is >= 0 and var start ? Text[start..] : "";
}

internal static class PryvFrames
{
    public static IReadOnlyList<PryvFrame> Current { get; } = Load("pryv.jsonl");

    public static IReadOnlyList<PryvFrame> Legacy { get; } = Load("pryv-legacy.jsonl");

    public static PryvFrame Noted(string note) => Current.Single(frame => frame.Note.StartsWith(note, StringComparison.Ordinal));

    public static TheoryData<int, string> Data(IEnumerable<PryvFrame> frames)
    {
        var data = new TheoryData<int, string>();
        foreach (var frame in frames)
        {
            data.Add(frame.Line, frame.Note);
        }

        return data;
    }

    private static List<PryvFrame> Load(string file) =>
        [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Frames", file)).Where(static line => line.Length > 0).Select(static (line, index) => Parse(line, index + 1))];

    private static PryvFrame Parse(string line, int number)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        return new(number, root.GetProperty("dir").GetString()!, root.GetProperty("note").GetString()!, root.GetProperty("frame"));
    }
}
