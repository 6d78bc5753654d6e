using System.Net;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>The gateway holds the keys to a house: it does not serve the network unless somebody decided so.</summary>
internal static class BindRule
{
    /// <param name="configuration">Where the addresses stand.</param>
    /// <param name="options">Whether strangers may come in without a key.</param>
    /// <param name="hasKeys">Whether there is a key, so that nobody comes in without one.</param>
    /// <param name="faults">Takes each address that must not be.</param>
    public static void Check(IConfiguration configuration, AccessOptions options, bool hasKeys, ConfigurationFaults faults)
    {
        if (options.AllowAnonymous || hasKeys)
        {
            return;
        }

        foreach (var (key, address) in Addresses(configuration).Where(static row => !IsLoopback(row.Address)))
        {
            faults.Add(key, $"'{address}' can be reached from the network, where anybody could command your hubs. "
                + "Make an access key first ('key add \"wall tablet\" --scope read:home/*'; --help says how), listen on 127.0.0.1, "
                + "or set Gateway:Access:AllowAnonymous to true if everybody on that network may.");
        }
    }

    /// <summary>Whether an address such as <c>http://127.0.0.1:5280</c> is for this machine alone.</summary>
    public static bool IsLoopback(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? address : address[(scheme + 3)..];
        return rest.StartsWith("unix:/", StringComparison.Ordinal) || IsLoopbackHost(HostOf(rest.Split('/')[0]));
    }

    public static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string HostOf(string authority)
    {
        var port = authority.LastIndexOf(':');
        return port > authority.LastIndexOf(']') ? authority[..port] : authority;
    }

    /// <summary>Where the gateway is to listen, each with the key that says so.</summary>
    public static IEnumerable<(string Key, string Address)> Addresses(IConfiguration configuration)
    {
        foreach (var url in Split(configuration["urls"]))
        {
            yield return ("urls", url);
        }

        foreach (var key in new[] { "http_ports", "https_ports" })
        {
            // A bare port listens on every address; 'urls' overrides it.
            foreach (var port in configuration["urls"] is { Length: > 0 } ? [] : Split(configuration[key]))
            {
                yield return (key, $"http://*:{port}");
            }
        }

        foreach (var endpoint in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            yield return ($"{endpoint.Path}:Url", endpoint["Url"] ?? "");
        }
    }

    private static string[] Split(string? addresses) =>
        addresses?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
