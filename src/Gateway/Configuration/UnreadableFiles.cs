using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Gateway.Configuration;

/// <summary>
/// The configuration files that became unreadable while the gateway ran. The framework keeps silent about that and forgets what
/// stood in them, so that whatever else changes then would show hubs that are gone. Thread-safe.
/// </summary>
internal sealed class UnreadableFiles
{
    /// <summary>A file's token changes when it has been read again.</summary>
    private readonly ConcurrentDictionary<string, IChangeToken> _untilRead = new(StringComparer.Ordinal);

    /// <summary>Those that cannot be read now.</summary>
    public IReadOnlyList<string> Names => [.. _untilRead.Where(static file => !file.Value.HasChanged).Select(static file => file.Key)];

    /// <summary>Watches from now on; <paramref name="tell"/> is told of each fault, from any thread.</summary>
    public void Watch(IConfiguration configuration, Action<string> tell)
    {
        foreach (var provider in (configuration as IConfigurationRoot)?.Providers.OfType<FileConfigurationProvider>() ?? [])
        {
            // Others watch, too.
            var before = provider.Source.OnLoadException;
            provider.Source.OnLoadException = context =>
            {
                before?.Invoke(context);
                _untilRead[provider.Source.Path ?? ""] = provider.GetReloadToken();
                tell(ConfigurationFiles.Explain(context.Exception));
            };
        }
    }
}
