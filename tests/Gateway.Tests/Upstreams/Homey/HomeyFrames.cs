using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>One line of the frames made from Homey's documentation and its own client.</summary>
internal sealed record HomeyFrame(int Line, string Direction, string Note, JsonElement Value)
{
    public bool IsIncoming => string.Equals(Direction, "in", StringComparison.Ordinal);

    public bool IsText => Value.ValueKind == JsonValueKind.String;

    public string Text => Value.GetString()!;

    /// <summary>The HTTP exchange; undefined where the line is something else.</summary>
    public JsonElement Http => !IsText && Value.TryGetProperty("http", out var http) ? http : default;

    public HomeyPacket Packet => HomeyPacket.Parse(Text);
}

/// <summary>A Socket.IO packet's parts, split by the test itself.</summary>
internal sealed partial record HomeyPacket(string Type, string Namespace, string Id, string Json)
{
    public bool IsEvent => Type is "42" && Id.Length == 0;

    public bool IsAck => Type is "43";

    public static HomeyPacket Parse(string text)
    {
        var match = Shape().Match(text);
        match.Success.ShouldBeTrue(text);
        return new HomeyPacket(match.Groups["type"].Value, match.Groups["ns"].Value, match.Groups["id"].Value, match.Groups["json"].Value);
    }

    /// <summary>Name and arguments of an event, as the Socket.IO client hands them over.</summary>
    public bool TryRead(out SeenHomeyEvent seen)
    {
        using var document = JsonDocument.Parse(Json);
        var elements = document.RootElement.EnumerateArray().Select(static element => element.GetRawText()).ToArray();
        var received = new SocketIOEvent
        {
            Namespace = Encoding.UTF8.GetBytes(Namespace),
            Name = Encoding.UTF8.GetBytes(document.RootElement[0].GetString()!),
            Count = elements.Length - 1,
            First = Encoding.UTF8.GetBytes(elements.ElementAtOrDefault(1) ?? ""),
            Rest = Encoding.UTF8.GetBytes(string.Join(',', elements.Skip(2))),
        };
        var isRead = HomeyEvent.TryRead(received, out var read);
        seen = new SeenHomeyEvent(Text(read.Uri), Text(read.Name), Text(read.Data), Text(read.More));
        return isRead;
    }

    [GeneratedRegex(@"^(?<type>4\d|\d)(?<ns>/[^,]*)?,?(?<id>\d*)(?<json>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Shape();

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

/// <summary>An event copied out of its frame.</summary>
internal sealed record SeenHomeyEvent(string Uri, string Name, string Data, string More);

internal static class HomeyFrames
{
    public static IReadOnlyList<HomeyFrame> All { get; } = Load();

    public static HomeyFrame Noted(string note) => All.Single(frame => frame.Note.StartsWith(note, StringComparison.Ordinal));

    public static TheoryData<int, string> Data(Func<HomeyFrame, bool> wanted)
    {
        var data = new TheoryData<int, string>();
        foreach (var frame in All.Where(wanted))
        {
            data.Add(frame.Line, frame.Note);
        }

        return data;
    }

    private static List<HomeyFrame> Load()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Frames", "homey.jsonl");
        return File.ReadAllLines(path).Select(static (line, index) => Parse(line, index + 1)).ToList();
    }

    private static HomeyFrame Parse(string line, int number)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement.Clone();
        return new HomeyFrame(number, root.GetProperty("dir").GetString()!, root.GetProperty("note").GetString()!, root.GetProperty("frame"));
    }
}
