using System.Security.Cryptography;
using System.Xml;
using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Settings;

/// <summary>
/// Encrypts what must not be read in the file: ASP.NET Core's data protection with a key ring in a folder of its owner's alone. The ring
/// is made with the first secret and never changes by itself, so that one copy of it is good for ever. One user at a time.
/// </summary>
internal sealed class SettingsVault(string folder)
{
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

    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="CryptographicException">The key ring is broken.</exception>
    public string Protect(string text)
    {
        if (!OperatingSystem.IsWindows() && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        return Guard(() => Protector.Protect(text));
    }

    /// <exception cref="CryptographicException">The text is none of ours, or the key ring is another one, or is broken or missing.</exception>
    public string Unprotect(string text) => HasKeys()
        ? Guard(() => Protector.Unprotect(text))
        : throw new CryptographicException("There is no key in the key ring.");

    /// <summary>Reads the key ring anew with the next use.</summary>
    public void Forget() => _protector = null;

    private IDataProtector Protector => _protector ??= DataProtectionProvider
        .Create(new DirectoryInfo(folder), static builder => builder.SetApplicationName("Gateway").SetDefaultKeyLifetime(KeyLifetime))
        .CreateProtector("Gateway.Settings.Hubs.v1");

    /// <summary>Without a look before, reading would make a new ring.</summary>
    private bool HasKeys() => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "key-*.xml").Any();

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
