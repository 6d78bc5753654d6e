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

    /// <summary>Whether a request of that path waits for what a Socket.IO server says next.</summary>
    public static bool IsPoll(string path) =>
        path.Contains("/xhr-polling/", StringComparison.Ordinal)
        || (path.Contains("transport=polling", StringComparison.Ordinal) && path.Contains("sid=", StringComparison.Ordinal));

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
                var tape = new FileInfo(file).Length > MaxBytes
                    ? throw new InvalidDataException($"it has more than {MaxBytes >> 20} MiB, which is held in memory; cut it after a whole line.")
                    : ReplayTapeReader.Read(File.ReadLines(file));
                if (tape.FaultAmong(tapes) is { } fault)
                {
                    faults.Add("--replay", $"'{file}' cannot be played: {fault}");
                }
                else
                {
                    tapes.Add(tape);
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                faults.Add("--replay", $"'{file}' is no recording of this version: {exception.Message}");
            }
        }

        return tapes;
    }

    /// <summary>Null: it can be played beside the others. The configuration does not tell ids apart by their letters' case.</summary>
    private string? FaultAmong(List<ReplayTape> others) =>
        others.Exists(other => string.Equals(other.Hub, Hub, StringComparison.OrdinalIgnoreCase))
            ? $"another file of the folder is of hub '{ShownText.Cut(Hub)}', too; move one of them away."
            : Tracks.Count == 0 && Exchanges.Exists(static exchange => IsPoll(exchange.Path))
                ? "it has Socket.IO by polling and no WebSocket, and polling is not played; record it again with SocketIO:Transport WebSocket."
                : null;
}
