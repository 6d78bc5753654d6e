namespace Gateway.Api;

/// <summary>
/// Shows a configuration without what is secret in it. A list of what may be shown, not of what may not: a key that is new here is starred out.
/// </summary>
internal sealed class SupportRedaction
{
    private const string Stars = "***";

    /// <summary>A shorter one would be cut out of every sentence.</summary>
    private const int ShortestSecret = 6;

    /// <summary>Below <c>Gateway:Hubs:…</c>, with everything below them where they are sections.</summary>
    private static readonly string[] HubKeys =
    [
        "Kind", "Enabled", "HomeyId", "User", "Dialect", "Tls", "Commands", "HomeAssistant", "Homey", "Deconz",
        "SocketIO:Version", "SocketIO:Transport", "SocketIO:Path", "SocketIO:EncodeQuery", "SocketIO:Timestamp", "SocketIO:Base64", "SocketIO:PingInterval", "SocketIO:PingTimeout", "SocketIO:Ack",
    ];

    private static readonly string[] GatewayKeys = ["Subscriptions", "Commands", "Clients", "Logs", "Discovery", "Settings"];

    private static readonly string[] AccessKeys =
        ["AllowAnonymous", "Origins", "KeyFile", "Proxies", "ConnectionsPerAddress", "ConnectionsPerKey", "AuditArguments"];

    private static readonly string[] KeyKeys = ["Name", "Scopes", "Created", "Expires"];

    private readonly List<string> _secrets = [];

    public SupportRedaction(IConfiguration configuration)
    {
        foreach (var section in new[] { "Gateway", "Logging", "Kestrel" })
        {
            foreach (var (key, value) in configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null)
                {
                    Settings[key] = Shown(key.Split(':'), value);
                }
            }
        }

        if (configuration["urls"] is { } urls)
        {
            Settings["urls"] = string.Join(';', urls.Split(';').Select(AddressOf));
        }

        // The longest first: one may be part of another.
        _secrets.Sort(static (one, other) => other.Length.CompareTo(one.Length));
    }

    /// <summary>Key and shown value, by key.</summary>
    public SortedDictionary<string, string> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Takes every secret of the configuration out of a text, wherever it came from.</summary>
    public string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Stars, StringComparison.Ordinal);
        }

        return text;
    }

    private string Shown(string[] path, string value)
    {
        if (IsUrl(path))
        {
            Keep(Uri.TryCreate(value, UriKind.Absolute, out var url) ? url.UserInfo : "");
            return AddressOf(value);
        }

        if (IsOpen(path))
        {
            return value;
        }

        Keep(value);
        return value.Length == 0 ? "" : Stars;
    }

    private void Keep(string secret)
    {
        if (secret.Length >= ShortestSecret)
        {
            _secrets.Add(secret);
            _secrets.Add(Uri.EscapeDataString(secret));
        }
    }

    private static bool IsUrl(string[] path) =>
        (path is ["Gateway", _, _, _] or ["Kestrel", ..] && path[^1].Equals("Url", StringComparison.OrdinalIgnoreCase))
        || (path is ["Gateway", _, _, var kind, var addresses, ..] && kind.Equals("Homey", StringComparison.OrdinalIgnoreCase) && addresses.Equals("Addresses", StringComparison.OrdinalIgnoreCase));

    private static bool IsOpen(string[] path) => path switch
    {
        ["Logging", ..] => true,
        ["Gateway", var section, ..] when section.Equals("Hubs", StringComparison.OrdinalIgnoreCase) => path.Length > 3 && Has(HubKeys, path[3..]),
        ["Gateway", var section, var keys, _, .. var rest] when section.Equals("Access", StringComparison.OrdinalIgnoreCase) && keys.Equals("Keys", StringComparison.OrdinalIgnoreCase) => Has(KeyKeys, rest),
        ["Gateway", var section, .. var rest] when section.Equals("Access", StringComparison.OrdinalIgnoreCase) => Has(AccessKeys, rest),
        ["Gateway", .. var rest] => Has(GatewayKeys, rest),
        _ => false,
    };

    private static bool Has(string[] open, string[] path)
    {
        var text = string.Join(':', path);
        return open.Any(key => text.Equals(key, StringComparison.OrdinalIgnoreCase) || text.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Without user, path and query: any of them may hold a key.</summary>
    private static string AddressOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Host.Length > 0
        ? parsed.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)
        : url.Contains("://", StringComparison.Ordinal) && !url.Contains('@', StringComparison.Ordinal) && !url.Contains('?', StringComparison.Ordinal) ? url : Stars;
}
