namespace Gateway.Upstreams.SocketIO;

/// <summary>How packets travel.</summary>
internal enum SocketIOTransport
{
    /// <summary>A WebSocket from the start. The default.</summary>
    WebSocket,

    /// <summary>HTTP long polling, and nothing else.</summary>
    Polling,

    /// <summary>Polling first, then an upgrade to a WebSocket where the server offers it.</summary>
    Auto,
}
