using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>What every demo hub which speaks Socket.IO can be told.</summary>
public abstract record SocketIODemoHubOptions
{
    /// <summary>The token which is accepted. Default: a random one.</summary>
    public string Token { get; init; } = RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>Loopback port; 0 takes a free one and keeps it for the hub's life.</summary>
    public int Port { get; init; }

    /// <summary>Whether the hub changes by itself.</summary>
    public bool Living { get; init; } = true;

    /// <summary>Time between two changes of a living hub. Must be positive.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Equal seeds live the same life.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>As the open packet tells it.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>As the open packet tells it.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A client which has joined no namespace by then is closed; not by hubs of generation 2.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Bytes of one message from a client.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>Serves https and wss with it. Null: plain http and ws.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Every request, also an upgrade, is answered 200 with a page of HTML.</summary>
    public bool ShowHtml { get; init; }

    public ILoggerFactory? LoggerFactory { get; init; }

    public TimeProvider? TimeProvider { get; init; }

    // The record's own text would show the token.
    public override string ToString() => GetType().Name;
}
