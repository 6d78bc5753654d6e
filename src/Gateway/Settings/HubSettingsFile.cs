using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>
/// The file with the hubs that were added on the page: <c>{"Hubs": {"home": {"Kind", "Options": {name: text}, "Secrets": {name:
/// encrypted}}}}</c>, for its owner's eyes only and always whole: a change is written beside it and takes its place in one step. One user
/// at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="flush">Has a new key's file put on the disk; null: as the system does that.</param>
internal sealed class HubSettingsFile(string path, Action<string>? flush = null)
{
    private const int MaxBytes = 4 << 20;

    private static readonly JsonWriterOptions Form = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SettingsVault _vault = new(System.IO.Path.ChangeExtension(path, ".keys"), flush);
    private (string Place, DateTime Written, long Length)? _seen;

    public string Path => path;

    /// <summary>Whether there may be something else in it than at the last read or write. Asks for its time and length only.</summary>
    public bool HasChanged => FileStamp.Of(path) != _seen;

    /// <summary>Whether it could not be read the last time: what stands in it must not be written over.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>What is wrong with who else may open it, or its key ring; null: nothing.</summary>
    public string? Exposure
    {
        get
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            var file = new FileInfo(path);
            return !OperatingSystem.IsWindows() && file.Exists && (file.UnixFileMode & Others) != UnixFileMode.None
                ? $"{path} may be opened by others than its owner. Who writes to it decides where the hubs' credentials are sent: chmod 600 {path}"
                : _vault.Exposure;
        }
    }

    /// <summary>Its hubs; none where there is no such file. Null where it cannot be read, or not all of it: the faults say why.</summary>
    public IReadOnlyList<HubEntry>? Read(ConfigurationFaults faults)
    {
        var entries = TryRead(faults);
        IsBroken = entries is null;
        return entries;
    }

    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="CryptographicException">The key ring is broken.</exception>
    public void Write(IEnumerable<HubEntry> hubs)
    {
        // Every secret is encrypted anew, with the ring that is there now: one that went away takes its keys along.
        _vault.Forget();
        var place = FileStamp.Place(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // One is there only where the process ended while it wrote.
        var next = place + ".new";
        File.Delete(next);
        using (var stream = new FileStream(next, options))
        {
            using (var json = new Utf8JsonWriter(stream, Form))
            {
                Write(json, hubs);
            }

            if (stream.Length > MaxBytes)
            {
                throw new IOException($"It would have more than {MaxBytes} bytes.");
            }

            // On the disk before it takes the old one's place: a power cut leaves one or the other.
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, place, overwrite: true);
        _seen = FileStamp.Of(path);
    }

    private IReadOnlyList<HubEntry>? TryRead(ConfigurationFaults faults)
    {
        // Before the content: what is written meanwhile is then seen as a change.
        _seen = FileStamp.Of(path);
        _vault.Forget();
        try
        {
            return _seen?.Length > MaxBytes ? throw new InvalidDataException($"It has more than {MaxBytes} bytes.") : Parse(File.ReadAllBytes(path), faults);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException exception)
        {
            faults.Add(path, $"is no JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}. Correct it, put a copy in its place, or move it away and add the hubs again.");
        }
        catch (InvalidOperationException)
        {
            // So the reader calls half of a surrogate pair.
            faults.Add(path, "has an escape in it that is no character. Put a copy in its place, or move it away and add the hubs again.");
        }
        catch (Exception exception) when (ConfigurationFiles.IsUnreadable(exception))
        {
            faults.Add(path, ConfigurationFiles.Explain(exception));
        }

        return null;
    }

    private void Write(Utf8JsonWriter json, IEnumerable<HubEntry> hubs)
    {
        json.WriteStartObject();
        json.WriteStartObject("Hubs");
        foreach (var hub in hubs.OrderBy(static hub => hub.Hub, StringComparer.Ordinal))
        {
            json.WriteStartObject(hub.Hub);
            json.WriteString("Kind", hub.Kind);
            WriteTexts("Options", hub.Options, static text => text);
            WriteTexts("Secrets", hub.Secrets, _vault.Protect);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();

        void WriteTexts(string name, IReadOnlyDictionary<string, string> texts, Func<string, string> form)
        {
            json.WriteStartObject(name);
            foreach (var (key, value) in texts.OrderBy(static row => row.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, form(value));
            }

            json.WriteEndObject();
        }
    }

    private List<HubEntry>? Parse(byte[] bytes, ConfigurationFaults faults)
    {
        using var document = JsonDocument.Parse(bytes);
        var entries = new List<HubEntry>();
        var isWhole = true;
        foreach (var hub in Members(document.RootElement, "Hubs") ?? throw Odd("the file", """{"Hubs": {…}}"""))
        {
            var kind = hub.Value.ValueKind == JsonValueKind.Object && hub.Value.TryGetProperty("Kind", out var written) && written.ValueKind == JsonValueKind.String
                ? written.GetString()!
                : throw Odd($"'{ShownText.Cut(hub.Name)}'", """{"Kind": …, "Options": {…}, "Secrets": {…}}""");
            var secrets = Texts(hub, "Secrets").ToDictionary(static row => row.Key, row => Open(hub.Name, row, faults), StringComparer.OrdinalIgnoreCase);
            isWhole &= secrets.Values.All(static secret => secret is not null);
            entries.Add(new HubEntry(hub.Name, kind, Texts(hub, "Options"), secrets!));
        }

        return isWhole ? entries : null;
    }

    private string? Open(string hub, KeyValuePair<string, string> secret, ConfigurationFaults faults)
    {
        try
        {
            return _vault.Unprotect(secret.Value);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            faults.Add(path, $"hub '{ShownText.Cut(hub)}': '{ShownText.Cut(secret.Key)}' cannot be decrypted with the key ring in {_vault.Folder}. "
                + "Put the key ring back that belongs to the file (both are copied together), or take the hub out of the file and add it again.");
            return null;
        }
    }

    private static Dictionary<string, string> Texts(JsonProperty hub, string name)
    {
        var odd = Odd($"'{ShownText.Cut(hub.Name)}'", $$"""a section "{{name}}" of names with a text each""");
        var texts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Members(hub.Value, name) ?? throw odd)
        {
            texts[row.Name] = row.Value.ValueKind == JsonValueKind.String ? row.Value.GetString()! : throw odd;
        }

        return texts;
    }

    private static IEnumerable<JsonProperty>? Members(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var section) && section.ValueKind == JsonValueKind.Object ? section.EnumerateObject() : null;

    private static InvalidDataException Odd(string place, string wanted) => new($"{place} is not as the gateway writes it: {wanted}. Put a copy in its place, or move it away and add the hubs again.");
}
