using System.Text.Json;

namespace Gateway.Access;

/// <summary>
/// One change of the key file. The file beside it, in which the new content is written, is made first and by one process only, so that
/// of two changes at once none is lost. Undone unless <see cref="Commit"/> was called.
/// </summary>
internal sealed class KeyFileChange : IDisposable
{
    private readonly FileStream _next;
    private readonly string _place;
    private bool _isDone;

    private KeyFileChange(FileStream next, string place) => (_next, _place) = (next, place);

    /// <exception cref="IOException">Another change is under way, or the folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static KeyFileChange Begin(KeyFile file)
    {
        var place = file.Place();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new KeyFileChange(new FileStream(NextTo(place), options), place);
    }

    /// <summary>Where the next content is written.</summary>
    public static string NextTo(string place) => place + ".new";

    /// <summary>Puts the keys in the file's place.</summary>
    public void Commit(IEnumerable<AccessKey> keys)
    {
        using (var json = new Utf8JsonWriter(_next, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(json, keys);
        }

        // On the disk before it takes the old one's place: a power cut leaves one or the other.
        _next.Flush(flushToDisk: true);
        _next.Dispose();
        File.Move(_next.Name, _place, overwrite: true);
        _isDone = true;
    }

    public void Dispose()
    {
        _next.Dispose();
        if (!_isDone)
        {
            File.Delete(_next.Name);
        }
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<AccessKey> keys)
    {
        json.WriteStartObject();
        json.WriteStartArray("Keys");
        foreach (var key in keys)
        {
            json.WriteStartObject();
            json.WriteString("Name", key.Name);
            json.WriteString("Hash", Convert.ToHexStringLower(key.Hash));
            json.WriteStartArray("Scopes");
            foreach (var scope in key.Scopes)
            {
                json.WriteStringValue(scope.ToString());
            }

            json.WriteEndArray();
            WriteTime("Created", key.Created);
            WriteTime("Expires", key.Expires);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void WriteTime(string name, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                json.WriteString(name, known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
