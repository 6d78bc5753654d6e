using System.Security.Cryptography;
using System.Text;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Settings;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.GenericSocketIO;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Homey;
using Gateway.Upstreams.Pryv;
using Gateway.Upstreams.Transports;

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

    /// <summary>How much it may be sent: its own, or <c>Gateway:Commands</c>.</summary>
    public CommandOptions Commands { get; init; } = CommandOptions.Default;

    /// <summary>Where what goes to the hub and comes from it is counted. No setting: the hub's own, given when it is put together.</summary>
    public HubTraffic Traffic { get; init; } = new();

    /// <summary>What only Home Assistant hubs have.</summary>
    public HomeAssistantOptions HomeAssistant { get; init; } = new();

    /// <summary>What only Homey hubs have.</summary>
    public HomeyOptions Homey { get; init; } = new();

    /// <summary>What only deCONZ hubs have.</summary>
    public DeconzOptions Deconz { get; init; } = new();

    /// <summary>What only Pryv hubs have.</summary>
    public PryvOptions Pryv { get; init; } = new();

    /// <summary>What only Socket.IO hubs have.</summary>
    public GenericSocketIOOptions SocketIO { get; init; } = new();

    /// <summary>Hubs with equal ones have equal topics, so that what clients hold can go on when an entry changes.</summary>
    public string TopicSpace => Kind == UpstreamKind.SocketIO ? $"{Kind} {SocketIO.NamespaceName}" : Kind.ToString();

    /// <summary>Reads <c>Gateway:Hubs</c>, noting every mistake in it.</summary>
    public static IReadOnlyList<UpstreamOptions> ReadAll(IConfiguration configuration, ConfigurationFaults faults)
    {
        var hubs = new List<UpstreamOptions>();
        var commands = CommandOptions.Read(new SectionReader(configuration.GetSection("Gateway:Commands"), faults), CommandOptions.Default);
        if (!string.IsNullOrWhiteSpace(configuration["Gateway:Hubs"]))
        {
            faults.Add("Gateway:Hubs", "is a text where a section with one section per hub belongs.");
        }

        foreach (var section in configuration.GetSection("Gateway:Hubs").GetChildren())
        {
            if (section.Key.Length > MaxIdLength || section.Key.AsSpan().ContainsAnyExcept(IdCharacters))
            {
                faults.Add(section.Path, $"a hub's id is 1 to {MaxIdLength} of the characters a-z, A-Z, 0-9, '-' and '_'.");
            }
            else
            {
                var own = new ConfigurationFaults();
                hubs.Add(Read(section, new SectionReader(section, own), commands));
                faults.AddAll(own, HubSettingsSource.PlaceOf(configuration, section.Key) is { } place ? $" The hub was added on the page, and stands in {place}." : "");
            }
        }

        return hubs;
    }

    private static UpstreamOptions Read(IConfigurationSection section, SectionReader reader, CommandOptions commands)
    {
        var kind = reader.Choice<UpstreamKind>("Kind", null);
        var url = reader.HttpUrl("Url", mayCarryToken: kind == UpstreamKind.Pryv);
        var enabled = reader.Flag("Enabled", fallback: true);
        var token = reader.Text("Token");
        if (kind == UpstreamKind.Pryv && url is not null)
        {
            (url, token) = PryvOptions.SplitEndpoint(reader, url, token);
        }

        var tls = TlsOptions.Read(reader.Section("Tls"));
        var options = new UpstreamOptions(
            section.Key, kind, url ?? new Uri("http://localhost"), token is null ? null : new Secret(token), enabled, tls, Hash(section))
        {
            Commands = CommandOptions.Read(reader.Section("Commands"), commands),
        };
        options = kind switch
        {
            UpstreamKind.HomeAssistant => options with { HomeAssistant = HomeAssistantOptions.Read(reader.Section("HomeAssistant")) },
            UpstreamKind.Homey => options with { Homey = HomeyOptions.Read(reader) },
            UpstreamKind.Deconz => options with { Deconz = DeconzOptions.Read(reader) },
            UpstreamKind.Pryv => options with { Pryv = PryvOptions.Read(reader, url) },
            _ => options with { SocketIO = GenericSocketIOOptions.Read(reader.Section("SocketIO")) },
        };
        if (token is null && enabled && MissingToken(kind) is { } cure)
        {
            reader.Fault("Token", $"is missing; {cure}");
        }

        reader.RefuseUnknown();
        return options;
    }

    /// <summary>How to get the credential that a kind cannot do without; null where it can.</summary>
    private static string? MissingToken(UpstreamKind kind) => kind switch
    {
        UpstreamKind.HomeAssistant => "create a long-lived access token in Home Assistant under your profile, Security.",
        UpstreamKind.Homey => "create an API key in the Homey app or web app under Settings, API Keys.",
        UpstreamKind.Deconz => "get a key with 'dotnet run --project src/Gateway -- pair deconz <url>'.",
        UpstreamKind.Pryv => "it is an access token of the Pryv account, such as your app's or one made in its dashboard.",
        _ => null,
    };

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
