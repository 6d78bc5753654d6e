namespace Gateway.Upstreams;

/// <summary>The kinds of hub, as written in the configuration.</summary>
internal enum UpstreamKind
{
    HomeAssistant,
    Homey,
    Deconz,
    Pryv,
    SocketIO,
}
