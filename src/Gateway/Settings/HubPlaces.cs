using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.KeyPerFile;
using Microsoft.Extensions.Configuration.Memory;

namespace Gateway.Settings;

/// <summary>Where hubs stand that were not added on the page: files, environment, command line.</summary>
/// <param name="configuration">The whole configuration.</param>
/// <param name="own">The part that is not meant.</param>
internal sealed class HubPlaces(IConfiguration configuration, IConfigurationProvider own)
{
    /// <summary>Every such hub with its place, for people.</summary>
    public IReadOnlyDictionary<string, string> All()
    {
        var places = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var provider in (configuration as IConfigurationRoot)?.Providers.Where(IsOther) ?? [])
        {
            // The strongest comes last, and is where a change counts.
            foreach (var hub in provider.GetChildKeys([], HubEntry.Section))
            {
                places[hub] = Describe(provider);
            }
        }

        return places;
    }

    private bool IsOther(IConfigurationProvider provider) =>
        !ReferenceEquals(provider, own) && !(provider is ChainedConfigurationProvider chained && ReferenceEquals(chained.Configuration, configuration));

    private static string Describe(IConfigurationProvider provider) => provider switch
    {
        FileConfigurationProvider file => file.Source.Path ?? "a file",
        EnvironmentVariablesConfigurationProvider => "the environment",
        KeyPerFileConfigurationProvider => "the directory GATEWAY_SECRETS",
        CommandLineConfigurationProvider => "the command line",
        MemoryConfigurationProvider => "the command line (--demo or --replay)",
        _ => "the configuration",
    };
}
