namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>Which server is imitated. It decides how strict it is.</summary>
internal enum ServerGeneration
{
    /// <summary>socket.io 2.5: EIO3, whatever revision the client asks for.</summary>
    V2,

    /// <summary>socket.io 4.8: EIO4 alone.</summary>
    V4,

    /// <summary>socket.io 4.8 with <c>allowEIO3</c>.</summary>
    V4WithEio3,
}

internal sealed record EngineOptions
{
    public ServerGeneration Generation { get; init; } = ServerGeneration.V4;

    public bool WebSocket { get; init; } = true;

    public bool Polling { get; init; } = true;

    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A client which has joined no namespace by then is closed. Not in generation 2.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of one WebSocket message or one POST.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    public bool IsLenient => Generation is ServerGeneration.V2;
}
