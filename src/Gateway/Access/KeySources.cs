using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// The two places that hold keys: <c>Gateway:Access:Keys</c> of the configuration, and the key file. Of a place that cannot be read, or
/// has mistakes, what stood there before goes on to count. One reader at a time.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="file">The key file; null in a demo, which has none.</param>
internal sealed class KeySources(IConfiguration configuration, KeyFile? file)
{
    private IReadOnlyList<AccessKey> _configured = [];
    private IReadOnlyList<AccessKey> _filed = [];

    public KeyFile? File => file;

    public IReadOnlyList<AccessKey> Configured => _configured;

    public IReadOnlyList<AccessKey> Filed => _filed;

    /// <summary>Reads the keys of the configuration.</summary>
    public void ReadConfiguration(ConfigurationFaults faults) =>
        Take(ref _configured, found => KeyReader.Read(new SectionReader(configuration.GetSection("Gateway:Access:Keys"), found)), faults);

    /// <summary>Reads the key file.</summary>
    public void ReadFile(ConfigurationFaults faults) => Take(ref _filed, found => file?.Read(found) ?? [], faults);

    /// <summary>The keys of both places.</summary>
    /// <param name="faults">Takes what keeps them from being used together.</param>
    public IReadOnlyList<AccessKey> Join(ConfigurationFaults faults)
    {
        AccessKey[] all = [.. _configured, .. _filed];
        KeyReader.RefuseDoubles(all, fault => faults.Add("Gateway:Access:Keys", fault));
        return all;
    }

    private static void Take(ref IReadOnlyList<AccessKey> keys, Func<ConfigurationFaults, IReadOnlyList<AccessKey>> read, ConfigurationFaults faults)
    {
        var found = new ConfigurationFaults();
        var news = read(found);
        if (!found.Any)
        {
            keys = news;
        }

        faults.AddAll(found);
    }
}
