using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.Listening;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.HomeAssistant;

/// <summary>One Home Assistant: the house, who is connected, and what a test asked to go wrong. It outlives the listener.</summary>
internal sealed class DemoInstance
{
    private DemoConnection[] _connections = [];
    private Action<BusEvent>? _listeners;
    private Action? _endings;
    private int _opened;

    public DemoInstance(HomeAssistantDemoHubOptions options, FreezeGate gate, ILogger logger)
    {
        Options = options;
        Gate = gate;
        Logger = logger;
        Token = options.Token;
        Time = options.TimeProvider ?? TimeProvider.System;
        House = new DemoHouse(Time);
        HouseSeed.Furnish(House, options.Entities);
        House.Published = Publish;
    }

    public HomeAssistantDemoHubOptions Options { get; }

    public FreezeGate Gate { get; }

    public ILogger Logger { get; }

    public TimeProvider Time { get; }

    public DemoHouse House { get; }

    public CommandFaults Faults { get; } = new();

    public ReceivedJournal Journal { get; } = new();

    public string Token { get; set; }

    public string RunState { get; set; } = "RUNNING";

    public bool AuthRefused { get; set; }

    public bool Banned { get; set; }

    public string Config => HouseCatalog.Config(Options.Version, RunState);

    public int Opened => Volatile.Read(ref _opened);

    // The array is replaced, never changed: a connection may leave while events go round.
    public DemoConnection[] Connections => Volatile.Read(ref _connections);

    public bool Accepts(string? token) => !AuthRefused && string.Equals(token, Token, StringComparison.Ordinal);

    public void Enter(DemoConnection connection)
    {
        lock (House.Gate)
            _connections = [.. _connections, connection];
        Interlocked.Increment(ref _opened);
    }

    public void Leave(DemoConnection connection)
    {
        lock (House.Gate)
            _connections = [.. _connections.Where(other => other != connection)];
    }

    /// <summary>Adds who listens by HTTP.</summary>
    /// <param name="hear">Called under the house's gate: may only enqueue.</param>
    /// <param name="end">Called when connections are cut.</param>
    public void Enter(Action<BusEvent> hear, Action end)
    {
        lock (House.Gate)
        {
            _listeners += hear;
            _endings += end;
        }
    }

    public void Leave(Action<BusEvent> hear, Action end)
    {
        lock (House.Gate)
        {
            _listeners -= hear;
            _endings -= end;
        }
    }

    public int Streams
    {
        get
        {
            lock (House.Gate)
                return _endings?.GetInvocationList().Length ?? 0;
        }
    }

    public void EndStreams()
    {
        Action? endings;
        lock (House.Gate)
            endings = _endings;
        endings?.Invoke();
    }

    private void Publish(BusEvent @event)
    {
        _listeners?.Invoke(@event);
        foreach (var connection in Connections)
            connection.Publish(@event);
    }
}
