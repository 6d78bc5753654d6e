using System.Collections.Concurrent;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// Tells the framework's client factory how each hub's named client is made, also for hubs that were added while running. Of
/// each hub only the newest entry is kept.
/// </summary>
internal sealed class HubHttpClients : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    private readonly ConcurrentDictionary<string, HubHttpSettings> _byHub = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HubHttpSettings> _byName = new(StringComparer.Ordinal);

    /// <summary>Takes a hub's settings in; answers those it had before.</summary>
    public HubHttpSettings? Replace(string hub, HubHttpSettings settings)
    {
        _byHub.TryGetValue(hub, out var previous);
        _byHub[hub] = settings;
        _byName[settings.Name] = settings;
        _byName[settings.StreamName] = settings;
        if (previous is not null)
        {
            _byName.TryRemove(previous.Name, out _);
            _byName.TryRemove(previous.StreamName, out _);
        }

        return previous;
    }

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        if (name is not null && _byName.TryGetValue(name, out var settings))
        {
            settings.Configure(name, options);
        }
    }

    public void Configure(HttpClientFactoryOptions options)
    {
        // Only named clients are hubs'.
    }
}
