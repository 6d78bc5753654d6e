using Gateway.Configuration;

namespace Gateway.Upstreams.Deconz;

/// <summary>A hub's <c>Deconz</c> section.</summary>
internal sealed record DeconzOptions
{
    /// <summary>The port of the WebSocket where the one the gateway announces gives no events. Default: asked before each connect.</summary>
    public int? WebSocketPort { get; init; }

    public static DeconzOptions Read(SectionReader hub)
    {
        var section = hub.Section("Deconz");
        var port = section.Number("WebSocketPort", fallback: 0, min: 1, max: 65535);
        section.RefuseUnknown();
        return new DeconzOptions { WebSocketPort = port == 0 ? null : port };
    }
}
