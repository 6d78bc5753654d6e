using System.Net;

namespace Gateway.Discovery;

/// <summary>Where a search asks; a test has a network of its own.</summary>
internal sealed record DiscoveryNetwork
{
    /// <summary>Multicast DNS (RFC 6762, section 3).</summary>
    public IPEndPoint Mdns { get; init; } = new(IPAddress.Parse("224.0.0.251"), 5353);

    /// <summary>SSDP (UPnP device architecture 1.1, section 1.3.2).</summary>
    public IPEndPoint Ssdp { get; init; } = new(IPAddress.Parse("239.255.255.250"), 1900);

    /// <summary>From where.</summary>
    public Func<IReadOnlyList<LocalPlace>> Places { get; init; } = LocalPlace.All;

    /// <summary>How long answers are waited for. Hubs take up to a second, so that not all speak at once.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2.5);
}
