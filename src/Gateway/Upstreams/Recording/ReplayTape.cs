using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Configuration;

namespace Gateway.Upstreams.Recording;

/// <summary>A recording in memory, ready to be played.</summary>
internal sealed record ReplayTape(string Hub, JsonObject Entry)
{
    /// <summary>Stands where credentials stood; what the gateway sends is masked as the recording was.</summary>
    public const string Token = "token-of-the-replay";

    /// <summary>It is held in memory.</summary>
    private const long MaxBytes = 256L << 20;

    /// <summary>By number, from 1.</summary>
    public List<ReplayTrack> Tracks { get; } = [];

    public List<ReplayExchange> Exchanges { get; } = [];

    /// <summary>The hub's entry in the configuration. Its address leads nowhere, whoever dials it.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new($"Gateway:Hubs:{Hub}:Url", $"http://recording.invalid{Entry["Path"]?.GetValue<string>() ?? "/"}"),
        new($"Gateway:Hubs:{Hub}:Token", Token),
        .. Entry.Where(static row => row.Key is not "Path").Select(row => new KeyValuePair<string, string?>($"Gateway:Hubs:{Hub}:{row.Key}", row.Value?.GetValue<string>())),
    ];

    /// <summary>Every recording of a folder, noting every mistake.</summary>
    public static IReadOnlyList<ReplayTape> ReadAll(string folder, ConfigurationFaults faults)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).ToArray() : [];
        if (files.Length == 0)
        {
            faults.Add("--replay", $"in '{ShownText.Cut(folder)}' is no recording; --record makes one <hub>.jsonl for each hub.");
        }

        var tapes = new List<ReplayTape>();
        foreach (var file in files)
        {
            try
            {
                tapes.Add(new FileInfo(file).Length > MaxBytes
                    ? throw new InvalidDataException($"it has more than {MaxBytes >> 20} MiB, which is held in memory; cut it after a whole line.")
                    : Read(File.ReadLines(file)));
            }
            catch (Exception exception) when (exception is JsonException or InvalidDataException or IOException or UnauthorizedAccessException or InvalidOperationException or FormatException)
            {
                faults.Add("--replay", $"'{file}' is no recording of this version: {(exception is InvalidDataException ? exception.Message : "a line of it cannot be read.")}");
            }
        }

        return tapes;
    }

    public static ReplayTape Read(IEnumerable<string> lines)
    {
        ReplayTape? tape = null;
        foreach (var line in lines)
        {
            JsonObject row;
            try
            {
                row = JsonNode.Parse(line)!.AsObject();
            }
            catch (JsonException) when (tape is not null)
            {
                // A gateway that was killed leaves half a line at the end.
                break;
            }

            if (tape is null)
            {
                tape = row["format"]?.GetValue<int>() == RecordingWriter.Format
                    ? new ReplayTape(row["hub"]!.GetValue<string>(), row["entry"]!.AsObject())
                    : throw new InvalidDataException("its first line is no header of format 1.");
            }
            else
            {
                tape.Take(row);
            }
        }

        return tape ?? throw new InvalidDataException("it is empty.");
    }

    private void Take(JsonObject row)
    {
        if (row["dir"] is null)
        {
            return;
        }

        var (ms, number) = (row["t"]!.GetValue<double>(), row["s"]!.GetValue<int>());
        var bytes = row["text"] is { } text ? Encoding.UTF8.GetBytes(text.GetValue<string>()) : row["base64"] is { } base64 ? Convert.FromBase64String(base64.GetValue<string>()) : [];
        if (row["via"]!.GetValue<string>() is "http")
        {
            Exchanges.Add(new ReplayExchange(
                number,
                row["method"]!.GetValue<string>(),
                row["path"]!.GetValue<string>(),
                row["request"]?.GetValue<string>() ?? "",
                row["status"]!.GetValue<int>(),
                row["headers"]!.AsObject().ToDictionary(static header => header.Key, static header => header.Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase),
                bytes));
            return;
        }

        var direction = row["dir"]!.GetValue<string>();
        if (direction is "open")
        {
            Tracks.Add(new ReplayTrack(row["path"]!.GetValue<string>(), ms));
            return;
        }

        if (number < 1 || number > Tracks.Count)
        {
            // Its opening was lost.
            return;
        }

        var track = Tracks[number - 1];
        if (direction is "close")
        {
            track.EndedByHub = row["by"]?.GetValue<string>() is "hub" ? ms - track.Opened : null;
            track.Code = row["code"]?.GetValue<int>();
        }
        else
        {
            track.Frames.Add(new ReplayFrame(ms - track.Opened, direction is "in", row["text"] is not null, bytes));
        }
    }
}
