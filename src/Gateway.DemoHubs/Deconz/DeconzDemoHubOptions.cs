using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Deconz;

public sealed record DeconzDemoHubOptions
{
    /// <summary>The API key which is on the whitelist from the start. Default: a random one of ten digits, as the gateway makes them.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(10);

    /// <summary>What the gateway says it is.</summary>
    public string Version { get; init; } = "2.32.5";

    public string BridgeId { get; init; } = "00212EFFFF000001";

    /// <summary>Loopback port; 0 takes a free one and keeps it for the hub's life.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Whether the WebSocket has a port of its own, as older gateways have it; then the REST port takes no upgrades and no
    /// <c>websocketport_wss</c> is announced. Default false: both on one port.
    /// </summary>
    public bool OwnWebSocketPort { get; init; }

    /// <summary>The initial <c>websocketnotifyall</c>: whole parts in frames, or only what changed.</summary>
    public bool NotifyAll { get; init; } = true;

    /// <summary>Renames as older versions tell them: <c>name</c> beside the id, not in <c>attr</c>.</summary>
    public bool FlatRenames { get; init; }

    /// <summary>User and password for pairing without the link button.</summary>
    public (string User, string Password) Login { get; init; } = ("delight", "delight-demo");

    /// <summary>Whether the house changes by itself.</summary>
    public bool Living { get; init; } = true;

    /// <summary>Time between two changes of a living house. Must be positive.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Equal seeds live the same life.</summary>
    public int Seed { get; init; } = 2_32_5;

    /// <summary>How many plain temperature sensors stand in the house as well, with ids from 1001.</summary>
    public int Sensors { get; init; }

    /// <summary>Serves https and wss with it. Null: plain http and ws.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Every request, also an upgrade, is answered 200 with a page of HTML.</summary>
    public bool ShowHtml { get; init; }

    public ILoggerFactory? LoggerFactory { get; init; }

    public TimeProvider? TimeProvider { get; init; }

    // The record's own text would show the key.
    public override string ToString() => $"{nameof(DeconzDemoHubOptions)} {Version}";
}
