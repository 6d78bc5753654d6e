using Gateway.Configuration;

namespace Gateway.Upstreams.Homey;

/// <summary>What a hub's entry says of a Homey: <c>HomeyId</c> and the section <c>Homey</c>.</summary>
internal sealed record HomeyOptions
{
    /// <summary>The Homey's own id. Null: that of the first Homey that answers at <c>Url</c>; no other is taken after it.</summary>
    public string? HomeyId { get; init; }

    /// <summary>Further addresses of the same Homey, such as the one for access from outside. Default none.</summary>
    public IReadOnlyList<Uri> Addresses { get; init; } = [];

    /// <summary>Whether Athom's cloud is a way to the Homey when no address answers; the token then leaves the house. Default false.</summary>
    public bool Cloud { get; init; }

    /// <summary>How often the hub is pinged. Default: what it says on opening; 5 s where it says nothing.</summary>
    public TimeSpan? PingInterval { get; init; }

    /// <summary>How long it may take to answer a ping. Default: what it says on opening; 8 s where it says nothing.</summary>
    public TimeSpan? PingTimeout { get; init; }

    /// <summary>How often its programming interface is asked for a sign of life; pings do not reach that. Default 3 min.</summary>
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromMinutes(3);

    public static HomeyOptions Read(SectionReader hub)
    {
        var defaults = new HomeyOptions();
        var section = hub.Section("Homey");
        var id = hub.Text("HomeyId");
        if (id is not null && !HomeyAddress.IsId(id))
        {
            hub.Fault("HomeyId", "is not 1 to 64 letters, digits and '-'; the Homey tells it in the header X-Homey-ID of <Url>/api/manager/system/ping.");
        }

        var options = new HomeyOptions
        {
            HomeyId = id,
            Addresses = ReadAddresses(section),
            Cloud = section.Flag("Cloud", fallback: false),
            PingInterval = section.OptionalDuration("PingInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            PingTimeout = section.OptionalDuration("PingTimeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            ProbeInterval = section.Duration("ProbeInterval", defaults.ProbeInterval, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
        section.RefuseUnknown();
        return options;
    }

    private static List<Uri> ReadAddresses(SectionReader section)
    {
        var addresses = new List<Uri>();
        foreach (var (place, text) in section.Texts("Addresses").Index())
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var address)
                && address is { Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0 })
            {
                addresses.Add(address);
            }
            else
            {
                section.Fault("Addresses", $"entry {place + 1} is not an http or https address without credentials and query, such as https://12-34-56-78.homey.homeylocal.com:12345.");
            }
        }

        return addresses;
    }
}
