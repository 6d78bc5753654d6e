using System.Text.Json;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>One line of the vectors made from deCONZ's documentation and source: a frame, an HTTP exchange, or a close.</summary>
internal sealed record DeconzVector(int Line, string Note, JsonElement Value)
{
    public bool IsFrame => Value.ValueKind == JsonValueKind.String;

    public string Frame => Value.GetString()!;

    public bool IsHttp => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("http", out _);

    public bool IsClose => Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty("close", out _);

    public string Path => Value.GetProperty("http").GetProperty("path").GetString()!;

    public int Status => Value.GetProperty("http").GetProperty("status").GetInt32();

    public string Body => Value.GetProperty("http").GetProperty("body").GetString()!;
}

internal static class DeconzFrames
{
    public static IReadOnlyList<DeconzVector> All { get; } = Load();

    public static string Frame(string note) => All.First(vector => vector.IsFrame && vector.Note.StartsWith(note, StringComparison.Ordinal)).Frame;

    public static DeconzVector Http(string note) => All.First(vector => vector.IsHttp && vector.Note.StartsWith(note, StringComparison.Ordinal));

    private static List<DeconzVector> Load()
    {
        var vectors = new List<DeconzVector>();
        foreach (var line in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Frames", "deconz.jsonl")))
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement.Clone();
            vectors.Add(new(vectors.Count + 1, root.GetProperty("note").GetString()!, root.GetProperty("frame")));
        }

        return vectors;
    }
}
