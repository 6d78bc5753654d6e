namespace Gateway.Tests.Settings;

/// <summary>A folder for <c>appsettings.json</c> and <c>hubs.json</c>, which goes with the test.</summary>
internal sealed class SettingsFolder : IDisposable
{
    public DirectoryInfo Place { get; } = Directory.CreateTempSubdirectory("gateway-settings-");

    public string Hubs => Path.Combine(Place.FullName, "hubs.json");

    public string Keys => Path.Combine(Place.FullName, "hubs.keys");

    /// <summary>In one step, as careful editors do.</summary>
    public void Write(string name, string text)
    {
        var file = Path.Combine(Place.FullName, name);
        File.WriteAllText(file + ".next", text);
        File.Move(file + ".next", file, overwrite: true);
    }

    public static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);

    /// <summary>Lets others read a file.</summary>
    public static void Open(string path) => SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

    /// <summary>Lets nobody else read a file.</summary>
    public static void Close(string path) => SetMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

    public void Dispose() => Place.Delete(recursive: true);

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }
}
