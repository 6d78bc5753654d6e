using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>The gateway holds the keys to a house: it does not serve the network unless somebody decided so.</summary>
internal static class BindRule
{
    /// <param name="configuration">Where the addresses stand.</param>
    /// <param name="options">Whether strangers may come in without a key.</param>
    /// <param name="hasKeys">Whether there is a key, so that nobody comes in without one.</param>
    /// <param name="faults">Takes each address that cannot or must not be.</param>
    public static void Check(IConfiguration configuration, AccessOptions options, bool hasKeys, ConfigurationFaults faults)
    {
        var isGuarded = options.AllowAnonymous || hasKeys;
        foreach (var (key, address) in Addresses(configuration))
        {
            if (ListenAddress.Fault(address) is { } fault)
            {
                faults.Add(key, fault);
            }
            else if (!isGuarded && !ListenAddress.IsLoopback(address))
            {
                faults.Add(key, $"'{address}' can be reached from the network, where anybody could command your hubs. "
                    + "Make an access key first ('key add \"wall tablet\" --scope read:home/*'; --help says how), listen on 127.0.0.1, "
                    + "or set Gateway:Access:AllowAnonymous to true if everybody on that network may.");
            }
        }
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
