using Gateway.DemoHubs.SocketIO;

namespace Gateway.DemoHubs.Homey;

public sealed record HomeyDemoHubOptions : SocketIODemoHubOptions
{
    public HomeyDemoHubOptions()
    {
        PingInterval = TimeSpan.FromSeconds(5);
        PingTimeout = TimeSpan.FromSeconds(8);
    }

    /// <summary>Whom discovery finds here.</summary>
    public string HomeyId { get; init; } = "5f00aa1c2b3d4e5f60718293";

    /// <summary>What the hub says it is.</summary>
    public string Version { get; init; } = "12.0.0";

    /// <summary>The namespace a handshake leads to.</summary>
    public string Namespace { get; init; } = "/api";

    public override string ToString() => $"{nameof(HomeyDemoHubOptions)} {Version}";
}
