using Gateway.Configuration;

namespace Gateway.Upstreams.Deconz;

/// <summary>What a form asks for a deCONZ gateway; <see cref="DeconzOptions"/> reads it.</summary>
internal static class DeconzSchema
{
    public static KindSchema Kind { get; } = new(nameof(UpstreamKind.Deconz), "deCONZ", "A deCONZ gateway (Phoscon, ConBee, RaspBee) by its REST API and WebSocket.", UpstreamSchema.With(
        UpstreamSchema.Url("http://192.168.1.202"),
        UpstreamSchema.Token("API key"),
        new("Deconz:WebSocketPort", OptionType.Number, "WebSocket's port", "Only where the port that deCONZ announces gives no events.") { Advanced = true },
        UpstreamSchema.Time("Deconz:PingAfter", "Ping after", "How long the WebSocket may be silent before it is pinged.", "00:00:30"),
        UpstreamSchema.Time("Deconz:PingTimeout", "Time for a pong", "How long the answer to a ping may take.", "00:00:10"),
        UpstreamSchema.Time("Deconz:CompareEvery", "Compare every", "How often everything is fetched and compared, since deCONZ does not tell everything.", "00:03:00")))
    {
        Pairs = true,
        Credential = new("Token", "API key",
        [
            "Open the Phoscon app in a browser: the deCONZ address, then /pwa.",
            "Choose 'Menu', 'Settings', 'Gateway', 'Advanced'.",
            "Start the pairing here, then click 'Authenticate app' there within a minute. The key comes by itself.",
        ]),
    };
}
