using Gateway.Configuration;

namespace Gateway.Settings;

/// <summary>Configuration section <c>Gateway:Settings</c>; it counts from the next start on.</summary>
/// <param name="File">Where hubs are kept that were added on the page. Default <c>hubs.json</c> beside <c>appsettings.json</c>; null: in memory only.</param>
internal sealed record HubSettingsOptions(string? File)
{
    private const string DefaultFile = "hubs.json";
    private const string Extension = ".json";

    /// <summary>Reads the section, noting every mistake.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="root">The folder of <c>appsettings.json</c>.</param>
    /// <param name="inMemory">Nothing of the user's is to be read or written.</param>
    /// <param name="faults">Takes the mistakes.</param>
    public static HubSettingsOptions Read(IConfiguration configuration, string root, bool inMemory, ConfigurationFaults faults)
    {
        var section = new SectionReader(configuration.GetSection("Gateway:Settings"), faults);
        var file = section.Text("File") ?? DefaultFile;
        section.RefuseUnknown();
        if (!file.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            section.Fault("File", $"'{file}' does not end in {Extension}; the folder with its keys is called like it, with .keys at the end.");
        }

        return new HubSettingsOptions(inMemory ? null : Path.GetFullPath(file, root));
    }
}
