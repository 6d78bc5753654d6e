using System.Collections.Concurrent;

namespace Gateway.Upstreams.Transports;

/// <summary>The traffic of every hub that there ever was, so of as many as a person configures. Thread-safe.</summary>
internal sealed class HubTraffics
{
    private readonly ConcurrentDictionary<string, HubTraffic> _byHub = new(StringComparer.Ordinal);

    public HubTraffic Of(string hub) => _byHub.GetOrAdd(hub, static _ => new HubTraffic());
}
