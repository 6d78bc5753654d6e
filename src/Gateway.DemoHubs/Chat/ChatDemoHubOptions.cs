using Gateway.DemoHubs.SocketIO;

namespace Gateway.DemoHubs.Chat;

public sealed record ChatDemoHubOptions : SocketIODemoHubOptions
{
    /// <summary>Whether HTTP long-polling, and an upgrade from it, is served beside WebSocket.</summary>
    public bool Polling { get; init; } = true;

    public override string ToString() => nameof(ChatDemoHubOptions);
}
