using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Upstreams.Homey;

/// <summary>One way to a Homey, and how it counts against the others.</summary>
/// <param name="Url">Scheme, host and port, with the path in front of <c>/api</c> if there is one.</param>
internal sealed record HomeyAddress(Uri Url, HomeyStrategy Strategy)
{
    private const string LocalSecureSuffix = ".homey.homeylocal.com";
    private const string CloudSuffix = ".connect.athom.com";
    private const string LocalSuffix = ".local";
    private const int MaxId = 64;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    /// <summary>How long its answer is waited for before a lesser way is taken, as the vendor's own client does (homey-api 3.20.0, DiscoveryManager).</summary>
    public TimeSpan ProbeTimeout => Strategy switch
    {
        HomeyStrategy.LocalSecure => TimeSpan.FromMilliseconds(1200),
        HomeyStrategy.Local => TimeSpan.FromMilliseconds(1000),
        HomeyStrategy.RemoteForwarded => TimeSpan.FromMilliseconds(2000),
        HomeyStrategy.Mdns => TimeSpan.FromMilliseconds(3000),
        _ => TimeSpan.FromMilliseconds(5000),
    };

    /// <summary>It goes into an address and a name, so it must be nothing but an id.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= MaxId && !text.AsSpan().ContainsAnyExcept(IdCharacters);

    /// <summary>An address in the owner's words, taken for what its host says it is.</summary>
    public static HomeyAddress Of(Uri url)
    {
        var strategy = url.Host switch
        {
            var host when host.EndsWith(LocalSecureSuffix, StringComparison.OrdinalIgnoreCase) =>
                url.IsDefaultPort ? HomeyStrategy.LocalSecure : HomeyStrategy.RemoteForwarded,
            var host when host.EndsWith(CloudSuffix, StringComparison.OrdinalIgnoreCase) => HomeyStrategy.Cloud,
            var host when host.EndsWith(LocalSuffix, StringComparison.OrdinalIgnoreCase) => HomeyStrategy.Mdns,
            _ => HomeyStrategy.Local,
        };
        return new HomeyAddress(url, strategy);
    }

    /// <summary>
    /// Every way that follows from what is known. An owner who wrote https gets no plain http that he did not write, and no way
    /// through the cloud that he did not ask for: the token travels on each of them.
    /// </summary>
    /// <param name="url">The hub's <c>Url</c>.</param>
    /// <param name="homeyId">The Homey's id where it is known.</param>
    public static IReadOnlyList<HomeyAddress> All(Uri url, string? homeyId, HomeyOptions options)
    {
        var all = new List<HomeyAddress> { Of(url) };
        all.AddRange(options.Addresses.Select(Of));
        if (SecureNameOf(url) is { } secure)
        {
            all.Add(new HomeyAddress(secure, HomeyStrategy.LocalSecure));
        }

        if (homeyId is not null && string.Equals(url.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && !url.IsLoopback)
        {
            all.Add(new HomeyAddress(new Uri($"http://homey-{homeyId}{LocalSuffix}"), HomeyStrategy.Mdns));
        }

        if (homeyId is not null && options.Cloud)
        {
            all.Add(new HomeyAddress(new Uri($"https://{homeyId}{CloudSuffix}"), HomeyStrategy.Cloud));
        }

        return [.. all.DistinctBy(static address => address.Url)];
    }

    /// <summary>The name under which Athom has certified a private address: <c>192.168.1.100</c> is <c>192-168-1-100.homey.homeylocal.com</c>.</summary>
    private static Uri? SecureNameOf(Uri url) =>
        url is { Scheme: "http", IsDefaultPort: true } && IPAddress.TryParse(url.Host, out var address) && IsPrivate(address)
            ? new Uri($"https://{url.Host.Replace('.', '-')}{LocalSecureSuffix}")
            : null;

    private static bool IsPrivate(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork
        && address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, ..];
}

/// <summary>The ways to a Homey, the better first (homey-api 3.20.0).</summary>
internal enum HomeyStrategy
{
    /// <summary>TLS inside the house, under a name of homeylocal.com.</summary>
    LocalSecure,

    /// <summary>An address as it is.</summary>
    Local,

    /// <summary>A port of the router, forwarded.</summary>
    RemoteForwarded,

    /// <summary>A name ending in .local.</summary>
    Mdns,

    /// <summary>Athom's relay.</summary>
    Cloud,
}
