using Gateway.Configuration;

namespace Gateway.Upstreams;

/// <summary>The options that hubs of every kind have; what <see cref="UpstreamOptions"/> and <see cref="TlsOptions"/> read.</summary>
internal static class UpstreamSchema
{
    private static readonly OptionSchema[] Last =
    [
        new("Enabled", OptionType.Flag, "Enabled", "Off: the hub stays listed, and is left alone.") { Default = true, Advanced = true },
        new("Tls:Fingerprint", OptionType.Text, "Certificate's fingerprint", "For a certificate of the hub's own: 'sha256:' and 64 hexadecimal digits. The test tells it.") { Advanced = true, LeadsElsewhere = true },
        new("Tls:CaFile", OptionType.Text, "Authority's file", "For certificates of your own authority: the path of a PEM file on the gateway's machine.") { Advanced = true, LeadsElsewhere = true },
        new("Commands:PerSecond", OptionType.Number, "Commands per second", "How many commands the hub may be sent each second. Left out: as for all hubs.") { Advanced = true },
        new("Commands:Burst", OptionType.Number, "Commands at once", "How many commands may come at once. Left out: as for all hubs.") { Advanced = true },
        new("Commands:Timeout", OptionType.Duration, "Commands' time", "How long a command waits for its answer, such as 00:00:10. Left out: as for all hubs.") { Advanced = true },
    ];

    /// <param name="example">An address of the kind.</param>
    public static OptionSchema Url(string example) =>
        new("Url", OptionType.Url, "Address", $"Where the gateway reaches the hub, such as {example}.") { Required = true, IsDestination = true };

    public static OptionSchema Token(string label, bool required = true) =>
        new("Token", OptionType.Text, label, "It is kept encrypted, and never shown again.") { Required = required, Secret = true };

    /// <summary>A silence, or a time to answer, with the bounds of all of them.</summary>
    public static OptionSchema Time(string name, string label, string help, string? fallback = null) =>
        new(name, OptionType.Duration, label, help) { Default = fallback, Advanced = true };

    /// <summary>A kind's own options with those of every kind after them.</summary>
    public static IReadOnlyList<OptionSchema> With(params OptionSchema[] own) => [.. own, .. Last];
}
