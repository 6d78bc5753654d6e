using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.Upstreams.Recording;

/// <summary>Reads a recording's lines. Every mistake in them is an <see cref="InvalidDataException"/> that names the line.</summary>
internal static class ReplayTapeReader
{
    /// <exception cref="InvalidDataException">It is no recording.</exception>
    public static ReplayTape Read(IEnumerable<string> lines)
    {
        ReplayTape? tape = null;
        var (number, half) = (0, 0);
        foreach (var line in lines)
        {
            number++;
            if (half > 0)
            {
                throw new InvalidDataException($"line {half} cannot be read.");
            }

            try
            {
                if (JsonNode.Parse(line) is not JsonObject row)
                {
                    throw new InvalidDataException($"line {number} is no object.");
                }

                if (tape is null)
                {
                    tape = Header(row);
                }
                else
                {
                    Take(tape, row);
                }
            }
            catch (JsonException) when (tape is not null)
            {
                // A gateway that was killed leaves half a line at the end.
                half = number;
            }
            catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
            {
                // No JSON, no base64, half a surrogate pair, a member twice.
                throw new InvalidDataException($"line {number} cannot be read.", exception);
            }
            catch (InvalidDataException exception) when (tape is not null)
            {
                throw new InvalidDataException($"in line {number} {exception.Message}", exception);
            }
        }

        return tape ?? throw new InvalidDataException("it is empty.");
    }

    private static ReplayTape Header(JsonObject row)
    {
        if (Maybe<int>(row, "format") is not RecordingWriter.Format)
        {
            throw new InvalidDataException("its first line is no header of format 1.");
        }

        var (hub, entry) = (Text(row, "hub"), Object(row, "entry"));
        foreach (var (key, _) in entry)
        {
            Text(entry, key);
        }

        Text(entry, "Kind");
        return entry.ContainsKey("Path") && !Text(entry, "Path").StartsWith('/')
            ? throw new InvalidDataException("its first line's 'Path' does not begin with a slash.")
            : new ReplayTape(hub, entry);
    }

    private static void Take(ReplayTape tape, JsonObject row)
    {
        if (row["dir"] is null)
        {
            return;
        }

        var (ms, number) = (Number<double>(row, "t"), Number<int>(row, "s"));
        if (Text(row, "via") is "http")
        {
            tape.Exchanges.Add(ExchangeOf(row, number));
            return;
        }

        var direction = Text(row, "dir");
        if (direction is "open")
        {
            tape.Tracks.Add(new ReplayTrack(Text(row, "path"), ms));
            return;
        }

        if (number < 1 || number > tape.Tracks.Count)
        {
            // Its opening was lost.
            return;
        }

        var track = tape.Tracks[number - 1];
        if (direction is "close")
        {
            track.EndedByHub = Text(row, "by") is "hub" ? ms - track.Opened : null;
            track.Code = row["code"] is null ? null : Number<int>(row, "code");
        }
        else
        {
            track.Frames.Add(new ReplayFrame(ms - track.Opened, direction is "in", row["text"] is not null, Bytes(row)));
        }
    }

    private static ReplayExchange ExchangeOf(JsonObject row, int number)
    {
        var status = Number<int>(row, "status");
        return status is < 100 or > 999
            ? throw new InvalidDataException("'status' is none of HTTP.")
            : new ReplayExchange(
                number,
                Text(row, "method"),
                Text(row, "path"),
                row["request"] is null ? "" : Text(row, "request"),
                status,
                Headers(Object(row, "headers")),
                Bytes(row));
    }

    private static Dictionary<string, string> Headers(JsonObject row)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, _) in row)
        {
            headers[name] = Text(row, name);
        }

        return headers;
    }

    private static byte[] Bytes(JsonObject row) =>
        row["text"] is not null ? Encoding.UTF8.GetBytes(Text(row, "text"))
        : row["base64"] is not null ? Convert.FromBase64String(Text(row, "base64"))
        : [];

    private static string Text(JsonObject row, string name) => row[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Missing(name, "a text");

    private static JsonObject Object(JsonObject row, string name) => row[name] as JsonObject ?? throw Missing(name, "an object");

    private static T Number<T>(JsonObject row, string name)
        where T : struct => Maybe<T>(row, name) ?? throw Missing(name, "a number");

    private static T? Maybe<T>(JsonObject row, string name)
        where T : struct => row[name] is JsonValue value && value.TryGetValue<T>(out var number) ? number : null;

    private static InvalidDataException Missing(string name, string wanted) => new($"'{name}' is missing, or is not {wanted}.");
}
