using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.HomeAssistant;

public sealed record HomeAssistantDemoHubOptions
{
    /// <summary>The long-lived access token which is accepted. Default: a random one.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>What the hub says it is.</summary>
    public string Version { get; init; } = "2023.11.3";

    /// <summary>Loopback port; 0 takes a free one and keeps it for the hub's life.</summary>
    public int Port { get; init; }

    /// <summary>Whether the house changes by itself.</summary>
    public bool Living { get; init; } = true;

    /// <summary>Time between two changes of a living house. Must be positive.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Equal seeds live the same life.</summary>
    public int Seed { get; init; } = 2023_11_3;

    /// <summary>How many plain sensors <c>sensor.extra_0001</c>… stand in the house as well.</summary>
    public int Entities { get; init; }

    /// <summary>Silence allowed before the token arrives; then the socket is closed with 1000.</summary>
    public TimeSpan AuthTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Serves https and wss with it. Null: plain http and ws.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Every request, also an upgrade, is answered 200 with a page of HTML.</summary>
    public bool ShowHtml { get; init; }

    public ILoggerFactory? LoggerFactory { get; init; }

    public TimeProvider? TimeProvider { get; init; }

    // The record's own text would show the token.
    public override string ToString() => $"{nameof(HomeAssistantDemoHubOptions)} {Version}";
}
