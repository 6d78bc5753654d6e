using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// The file with the keys that <c>key add</c> made: <c>{"Keys": [{Name, Hash, Scopes, Created, Expires?}]}</c>, for its owner's eyes
/// only and always whole: a change is written beside it and takes its place in one step. One reader at a time.
/// </summary>
internal sealed class KeyFile(string path)
{
    private const int MaxBytes = 1 << 20;

    private (string Place, DateTime Written, long Length)? _seen;

    public string Path => path;

    /// <summary>Whether there may be something else in it than at the last read. Asks for its time and length only.</summary>
    public bool HasChanged => FileStamp.Of(path) != _seen;

    /// <summary>What is wrong with who else may open it; null: nothing.</summary>
    public string? Exposure
    {
        get
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            var file = new FileInfo(path);
            return !OperatingSystem.IsWindows() && file.Exists && (file.UnixFileMode & Others) != UnixFileMode.None
                ? $"{path} may be opened by others than its owner. Who writes to it makes keys: chmod 600 {path}"
                : null;
        }
    }

    /// <summary>Its keys; none where there is no such file, or a mistake in it.</summary>
    public IReadOnlyList<AccessKey> Read(ConfigurationFaults faults)
    {
        // Before the content: what is written meanwhile is then seen as a change.
        _seen = FileStamp.Of(path);
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
            faults.Add(path, $"is no JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        catch (Exception exception) when (exception is FormatException || ConfigurationFiles.IsUnreadable(exception))
        {
            faults.Add(path, ConfigurationFiles.Explain(exception));
        }

        return [];
    }

    /// <summary>The file itself, where a link leads to it.</summary>
    public string Place() => FileStamp.Place(path);

    private IReadOnlyList<AccessKey> Parse(byte[] bytes, ConfigurationFaults faults)
    {
        using var stream = new MemoryStream(bytes);
        var content = new ConfigurationBuilder().AddJsonStream(stream).Build();
        var found = new ConfigurationFaults();
        foreach (var unknown in content.GetChildren().Where(static child => !string.Equals(child.Key, "Keys", StringComparison.OrdinalIgnoreCase)))
        {
            found.Add(ShownText.Cut(unknown.Key), "is not known; allowed here is Keys.");
        }

        var keys = KeyReader.Read(new SectionReader(content.GetSection("Keys"), found));
        foreach (var fault in found.All)
        {
            faults.Add(path, fault);
        }

        return keys;
    }
}
