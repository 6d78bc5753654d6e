namespace Gateway.Upstreams.SocketIO;

/// <summary>What was found at the other end.</summary>
/// <param name="Engine">The Engine.IO revision, 3 or 4; 0 for Socket.IO 0.9, which has none.</param>
/// <param name="Server">The server's major version; null where the wire does not tell it apart from its neighbour.</param>
internal sealed record SocketIOGeneration(int Engine, int? Server)
{
    /// <summary>As shown in a hub's status, such as <c>socket.io 2, EIO 3</c>.</summary>
    public override string ToString() => (Engine, Server) switch
    {
        (0, _) => "socket.io 0.9",
        (3, null) => "socket.io 1 or 2, EIO 3",
        (4, null) => "socket.io 3 or 4, EIO 4",
        _ => $"socket.io {Server}, EIO {Engine}",
    };
}
