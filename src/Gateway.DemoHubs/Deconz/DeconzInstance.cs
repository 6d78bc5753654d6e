using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Gateway.DemoHubs.Deconz.Sockets;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Deconz;

/// <summary>One gateway: the house, who listens, who may ask, and what a test wants to go wrong. It outlives the listeners.</summary>
internal sealed class DeconzInstance
{
    private DeconzSocket[] _sockets = [];
    private int _opened;

    public DeconzInstance(DeconzDemoHubOptions options, ILogger logger)
    {
        Options = options;
        Logger = logger;
        Time = options.TimeProvider ?? TimeProvider.System;
        Keys = new DeconzKeys(Time, options.Token, options.Login);
        BridgeId = options.BridgeId;
        House = new DeconzHouse(Time) { NotifyAll = options.NotifyAll, FlatRenames = options.FlatRenames };
        DeconzSeed.Furnish(House, options.Sensors);
        House.Published = Publish;
    }

    public DeconzDemoHubOptions Options { get; }

    public ILogger Logger { get; }

    public TimeProvider Time { get; }

    public DeconzHouse House { get; }

    public DeconzKeys Keys { get; }

    public DeconzFaults Faults { get; } = new();

    public DeconzJournal Journal { get; } = new();

    public string BridgeId { get; set; }

    public string Name { get; set; } = "Demo gateway";

    public bool PermitsJoin { get; set; }

    /// <summary>What <c>config</c> tells of the WebSocket.</summary>
    public int WebSocketPort { get; set; }

    public int? SecureWebSocketPort { get; set; }

    /// <summary>The socket takes connections and says nothing: set-ups where the announced port is not the gateway's.</summary>
    public bool IsMute { get; set; }

    public int Snapshots { get; set; }

    public int NotModified { get; set; }

    public int Opened => Volatile.Read(ref _opened);

    // The array is replaced, never changed: a connection may leave while events go round.
    public DeconzSocket[] Sockets => Volatile.Read(ref _sockets);

    /// <summary>What anybody may know.</summary>
    public JsonObject BasicConfig() => new()
    {
        ["apiversion"] = "1.16.0",
        ["bridgeid"] = BridgeId,
        ["datastoreversion"] = "93",
        ["mac"] = "00:21:2e:00:00:01",
        ["modelid"] = "deCONZ",
        ["name"] = Name,
        ["swversion"] = Options.Version,
    };

    public JsonObject Config()
    {
        var config = BasicConfig();
        config["UTC"] = House.Now[..19];
        config["permitjoin"] = PermitsJoin ? 60 : 0;
        config["websocketnotifyall"] = House.NotifyAll;
        config["websocketport"] = WebSocketPort;
        if (SecureWebSocketPort is { } secure)
            config["websocketport_wss"] = secure;
        config["whitelist"] = new JsonObject(Keys.All.Select(static pair => KeyValuePair.Create(
            pair.Key, (JsonNode?)new JsonObject { ["name"] = pair.Value.DeviceType, ["create date"] = pair.Value.Created.UtcDateTime.ToString("s") })));
        return config;
    }

    public void Enter(DeconzSocket socket)
    {
        lock (House.Gate)
            _sockets = [.. _sockets, socket];
        Interlocked.Increment(ref _opened);
    }

    public void Leave(DeconzSocket socket)
    {
        lock (House.Gate)
            _sockets = [.. _sockets.Where(other => other != socket)];
    }

    public void Publish(string frame)
    {
        foreach (var socket in IsMute ? [] : Sockets)
            socket.Send(frame);
    }
}
