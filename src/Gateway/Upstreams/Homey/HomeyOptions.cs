using Gateway.Configuration;

namespace Gateway.Upstreams.Homey;

/// <summary>What a hub's entry says of a Homey: <c>HomeyId</c> and the section <c>Homey</c>.</summary>
internal sealed record HomeyOptions
{
    /// <summary>The Homey's own id. Null: asked of whatever answers at <c>Url</c>.</summary>
    public string? HomeyId { get; init; }

    /// <summary>How often the hub is pinged. Default: what it says on opening; 5 s where it says nothing.</summary>
    public TimeSpan? PingInterval { get; init; }

    /// <summary>How long it may take to answer a ping. Default: what it says on opening; 8 s where it says nothing.</summary>
    public TimeSpan? PingTimeout { get; init; }

    public static HomeyOptions Read(SectionReader hub)
    {
        var section = hub.Section("Homey");
        var options = new HomeyOptions
        {
            HomeyId = hub.Text("HomeyId"),
            PingInterval = section.OptionalDuration("PingInterval", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            PingTimeout = section.OptionalDuration("PingTimeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        };
        section.RefuseUnknown();
        return options;
    }
}
