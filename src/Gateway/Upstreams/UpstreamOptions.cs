using System.Security.Cryptography;
using System.Text;
using Gateway.Configuration;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Upstreams;

/// <summary>One hub's entry in <c>Gateway:Hubs</c>.</summary>
/// <param name="Hub">The hub's id: the entry's key.</param>
/// <param name="Kind">Which connector serves it.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Token">The credential it wants.</param>
/// <param name="Enabled">False: listed, but left alone. Default true.</param>
/// <param name="Tls">Which certificate to accept besides publicly signed ones.</param>
/// <param name="Fingerprint">A hash of the whole entry: equal exactly when nothing in it changed.</param>
internal sealed record UpstreamOptions(
    string Hub, UpstreamKind Kind, Uri Url, Secret? Token, bool Enabled, TlsOptions Tls, string Fingerprint)
{
    private const int MaxIdLength = 64;

    /// <summary>What only Home Assistant hubs have.</summary>
    public HomeAssistantOptions HomeAssistant { get; init; } = new();

    /// <summary>Reads <c>Gateway:Hubs</c>, noting every mistake in it.</summary>
    public static IReadOnlyList<UpstreamOptions> ReadAll(IConfiguration configuration, ConfigurationFaults faults)
    {
        var hubs = new List<UpstreamOptions>();
        foreach (var section in configuration.GetSection("Gateway:Hubs").GetChildren())
        {
            if (section.Key.Length > MaxIdLength || section.Key.AsSpan().ContainsAnyExcept(IdCharacters))
            {
                faults.Add(section.Path, $"a hub's id is 1 to {MaxIdLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
            }
            else
            {
                hubs.Add(Read(section, new SectionReader(section, faults)));
            }
        }

        return hubs;
    }

    private static UpstreamOptions Read(IConfigurationSection section, SectionReader reader)
    {
        var kind = reader.Choice<UpstreamKind>("Kind", null);
        var url = reader.HttpUrl("Url");
        var enabled = reader.Flag("Enabled", fallback: true);
        var token = reader.Text("Token");
        var tls = TlsOptions.Read(reader.Section("Tls"));
        var homeAssistant = HomeAssistantOptions.Read(reader.Section("HomeAssistant"));
        if (kind == UpstreamKind.HomeAssistant && token is null && enabled)
        {
            reader.Fault("Token", "is missing; create a long-lived access token in Home Assistant under your profile, Security.");
        }

        reader.RefuseUnknown("Commands");
        return new UpstreamOptions(
            section.Key, kind, url ?? new Uri("http://localhost"), token is null ? null : new Secret(token), enabled, tls, Hash(section))
        {
            HomeAssistant = homeAssistant,
        };
    }

    private static string Hash(IConfigurationSection section)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in section.AsEnumerable(makePathsRelative: true).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            text.Append(key).Append('=').Append(value).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static readonly System.Buffers.SearchValues<char> IdCharacters =
        System.Buffers.SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");
}
