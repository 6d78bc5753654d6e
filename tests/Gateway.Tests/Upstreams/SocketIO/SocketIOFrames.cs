using System.Text.Json.Nodes;

namespace Gateway.Tests.Upstreams.SocketIO;

/// <summary>The Socket.IO packets among the frames of the kinds that speak it.</summary>
internal static class SocketIOFrames
{
    public static IReadOnlyList<Frame> All { get; } = [.. Read("pryv.jsonl", 4), .. Read("homey.jsonl", 3), .. Read("pryv-legacy.jsonl", 0)];

    private static IEnumerable<Frame> Read(string file, int revision) =>
        from line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Frames", file))
        let node = JsonNode.Parse(line)!
        where node["frame"] is JsonValue
        select new Frame(revision, string.Equals(node["dir"]!.GetValue<string>(), "in", StringComparison.Ordinal), node["frame"]!.GetValue<string>());

    /// <param name="Revision">4, 3 or 0.</param>
    /// <param name="IsIncoming">From the server.</param>
    /// <param name="Text">The WebSocket message.</param>
    internal sealed record Frame(int Revision, bool IsIncoming, string Text);
}
