using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>A session with a server that is open, with nothing joined yet.</summary>
/// <param name="Transport">Owned by whoever takes the link.</param>
/// <param name="Revision">The wire format.</param>
/// <param name="Timing">Its heartbeat.</param>
internal sealed record SocketIOLink(IEngineTransport Transport, EngineRevision Revision, SocketIOTiming Timing)
{
    /// <summary>The largest packet the server takes; null where it does not say.</summary>
    public int? MaxPayload { get; init; }

    /// <summary>The server's major version; null where the wire does not tell.</summary>
    public int? Server { get; init; }

}
