using System.Net;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>Configuration section <c>Gateway:Access</c>. All but the keys counts from the next start on.</summary>
/// <param name="AllowAnonymous">Serve strangers on the network without any key. Default false; the log warns while it is on.</param>
/// <param name="Origins">Other sites whose pages may use the gateway, such as <c>https://dash.example</c>. Default none.</param>
internal sealed record AccessOptions(bool AllowAnonymous, IReadOnlyList<string> Origins)
{
    private const int DefaultConnections = 1000;
    private const int MaxConnections = 1_000_000;

    /// <summary>The key file. Default <c>keys.json</c> beside <c>appsettings.json</c>; null in a demo that names none.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Reverse proxies whose <c>X-Forwarded-…</c> headers are believed: addresses and networks (CIDR). Default none.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Live connections and event streams that one address may have, 1 to 1 000 000. Default 1000; this machine is free.</summary>
    public int ConnectionsPerAddress { get; init; } = DefaultConnections;

    /// <summary>Live connections and event streams that one key may have, 1 to 1 000 000. Default 1000.</summary>
    public int ConnectionsPerKey { get; init; } = DefaultConnections;

    /// <summary>Whether the audit shows what commands were sent with. Default false: it may be anything, a code of a lock included.</summary>
    public bool AuditArguments { get; init; }

    /// <summary>Reads the section but for its keys, noting every mistake.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="root">The folder of <c>appsettings.json</c>.</param>
    /// <param name="isDemo">Then no file of the user's is read that the command line does not name.</param>
    /// <param name="faults">Takes the mistakes.</param>
    public static AccessOptions Read(IConfiguration configuration, string root, bool isDemo, ConfigurationFaults faults)
    {
        var section = new SectionReader(configuration.GetSection("Gateway:Access"), faults);
        var file = section.Text("KeyFile") ?? (isDemo ? null : "keys.json");
        var options = new AccessOptions(section.Flag("AllowAnonymous", fallback: false), section.Texts("Origins"))
        {
            KeyFile = file is null ? null : Path.GetFullPath(file, root),
            Proxies = ReadProxies(section),
            ConnectionsPerAddress = section.Number("ConnectionsPerAddress", DefaultConnections, 1, MaxConnections),
            ConnectionsPerKey = section.Number("ConnectionsPerKey", DefaultConnections, 1, MaxConnections),
            AuditArguments = section.Flag("AuditArguments", fallback: false),
        };
        section.RefuseUnknown("Keys");
        foreach (var origin in options.Origins.Where(static origin => !IsOrigin(origin)))
        {
            section.Fault("Origins", $"'{origin}' is not an origin, such as https://dash.example: scheme, name and port, nothing else.");
        }

        return options;
    }

    private static IReadOnlyList<IPNetwork> ReadProxies(SectionReader section)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in section.Texts("Proxies"))
        {
            var network = IPNetwork.TryParse(text, out var range) ? range
                : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
                : (IPNetwork?)null;
            if (network is { PrefixLength: > 0 } good)
            {
                networks.Add(good);
            }
            else
            {
                section.Fault("Proxies", network is null
                    ? $"'{ShownText.Cut(text)}' is neither an address, such as 192.168.1.2, nor a network, such as 172.16.0.0/12."
                    : $"'{ShownText.Cut(text)}' is everybody, who could then pretend to come from anywhere; name the proxy.");
            }
        }

        return networks;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && string.Equals(url.GetLeftPart(UriPartial.Authority), text, StringComparison.OrdinalIgnoreCase);
}
