using Gateway.Configuration;

namespace Gateway.Upstreams.Deconz;

/// <summary>A hub's <c>Deconz</c> section.</summary>
internal sealed record DeconzOptions
{
    /// <summary>The port of the WebSocket where the one the gateway announces gives no events. Default: asked before each connect.</summary>
    public int? WebSocketPort { get; init; }

    /// <summary>Silence of the WebSocket after which it is pinged. Default 30 s.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a ping may take. Default 10 s; 3 s are known to be too few.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often everything is fetched and compared, since the gateway does not tell everything. Default 3 min.</summary>
    public TimeSpan CompareEvery { get; init; } = TimeSpan.FromMinutes(3);

    public static DeconzOptions Read(SectionReader hub)
    {
        var section = hub.Section("Deconz");
        var defaults = new DeconzOptions();
        var port = section.Number("WebSocketPort", fallback: 0, min: 1, max: 65535);
        var options = new DeconzOptions
        {
            WebSocketPort = port == 0 ? null : port,
            PingAfter = section.Duration("PingAfter", defaults.PingAfter, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            PingTimeout = section.Duration("PingTimeout", defaults.PingTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            CompareEvery = section.Duration("CompareEvery", defaults.CompareEvery, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1)),
        };
        section.RefuseUnknown();
        return options;
    }
}
