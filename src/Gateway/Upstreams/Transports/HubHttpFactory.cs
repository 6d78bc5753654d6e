using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Gateway.Upstreams.Transports;

/// <summary>Makes the HTTP of each hub entry.</summary>
internal sealed class HubHttpFactory(
    IHttpClientFactory clients, HubHttpClients configuration, IOptionsMonitorCache<HttpClientFactoryOptions> cache, TimeProvider time)
{
    private long _count;

    /// <summary>HTTP to the hub of this entry; what was made for an earlier entry of the same hub must not be used any more.</summary>
    public HubHttp Create(UpstreamOptions options)
    {
        var settings = new HubHttpSettings(options, Interlocked.Increment(ref _count), time);
        if (configuration.Replace(options.Hub, settings) is { } previous)
        {
            cache.TryRemove(previous.Name);
            cache.TryRemove(previous.StreamName);
        }

        return new HubHttp(clients, settings);
    }
}
