using System.Security.Cryptography;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Settings;

/// <summary>
/// Encrypts what must not be read in the file: ASP.NET Core's data protection with a key ring in a folder of its owner's alone. The ring
/// is made with the first secret and never changes by itself, so that one copy of it is good for ever. One user at a time.
/// </summary>
/// <param name="folder">Where the key ring is.</param>
/// <param name="flush">Has a file's content put on the disk; null: <see cref="Flush"/>.</param>
internal sealed class SettingsVault(string folder, Action<string>? flush = null)
{
    private const string KeyFiles = "key-*.xml";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(36_500);

    private IDataProtector? _protector;

    public string Folder => folder;

    /// <summary>What is wrong with who else may read the key ring; null: nothing.</summary>
    public string? Exposure
    {
        get
        {
            var place = new DirectoryInfo(folder);
            return !OperatingSystem.IsWindows() && place.Exists && (place.UnixFileMode & ~OwnerOnly) != UnixFileMode.None
                ? $"{folder} may be opened by others than its owner. Who reads it can decrypt the hubs' credentials: chmod 700 {folder}"
                : null;
        }
    }

    /// <summary>Encrypts a text; the key for it is on the disk then.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="CryptographicException">The key ring is broken.</exception>
    public string Protect(string text)
    {
        var isNew = !HasKeys();
        if (!OperatingSystem.IsWindows() && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        var secret = Guard(() => Protector.Protect(text));
        if (isNew)
        {
            // The framework leaves its file to the system's cache: after a power cut it may be empty, and what it encrypted is lost.
            foreach (var key in Directory.EnumerateFiles(folder, KeyFiles))
            {
                (flush ?? Flush)(key);
            }
        }

        return secret;
    }

    /// <exception cref="CryptographicException">The text is none of ours, or the key ring is another one, or is broken or missing.</exception>
    public string Unprotect(string text) => HasKeys()
        ? Guard(() => Protector.Unprotect(text))
        : throw new CryptographicException("There is no key in the key ring.");

    /// <summary>Reads the key ring anew with the next use.</summary>
    public void Forget() => _protector = null;

    private IDataProtector Protector => _protector ??= Open(mayMakeKey: !HasKeys());

    /// <param name="mayMakeKey">Else the framework adds a key where those that are there seem to be of the future, as they do to a clock that is behind.</param>
    private IDataProtector Open(bool mayMakeKey) => DataProtectionProvider
        .Create(new DirectoryInfo(folder), builder =>
        {
            builder.SetApplicationName("Gateway").SetDefaultKeyLifetime(KeyLifetime);
            if (!mayMakeKey)
            {
                builder.DisableAutomaticKeyGeneration();
            }
        })
        .CreateProtector("Gateway.Settings.Hubs.v1");

    /// <summary>Without a look before, reading would make a new ring.</summary>
    private bool HasKeys() => Directory.Exists(folder) && Directory.EnumerateFiles(folder, KeyFiles).Any();

    private static void Flush(string file)
    {
        // Windows flushes only for those who may write.
        using var handle = File.OpenHandle(file, access: FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static string Guard(Func<string> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is XmlException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CryptographicException("The key ring is broken.", exception);
        }
    }
}
