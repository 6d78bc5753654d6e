using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>The Socket.IO side of a demo hub: who is connected, what they sent, what a test asked to go wrong. Members need the engine's gate held.</summary>
internal sealed class SocketIOServer
{
    private readonly List<SocketIOConnection> _connections = [];
    private readonly Dictionary<string, long> _nextIds = new(StringComparer.Ordinal);

    public SocketIOServer(EngineServer engine, HubCredentials credentials, Func<SocketIOServer, ISocketIOHub> hub)
    {
        Engine = engine;
        Credentials = credentials;
        Hub = hub(this);
        engine.Connected = OnConnected;
        engine.Received = OnReceived;
        engine.Requested = request => Requests.Add(credentials.Mask($"{request.Method} {request.Target}"));
    }

    public EngineServer Engine { get; }

    public Lock Gate => Engine.Gate;

    public ISocketIOHub Hub { get; }

    public HubCredentials Credentials { get; }

    public HeldAnswers Answers { get; } = new();

    public Dictionary<string, JoinAnswer> RefusedNamespaces { get; } = new(StringComparer.Ordinal);

    /// <summary>Commands which are not executed, with their acks.</summary>
    public Dictionary<string, SocketData> RefusedCommands { get; } = new(StringComparer.Ordinal);

    public ReceivedJournal Journal { get; } = new();

    public ReceivedJournal Requests { get; } = new();

    public IReadOnlyList<SocketIOConnection> Connections => [.. _connections];

    public IEnumerable<SocketIOSocket> Sockets(string name) =>
        Connections.Select(connection => connection.Find(name)).OfType<SocketIOSocket>();

    /// <summary>To everyone in the namespace, encoded once.</summary>
    public void Emit(string name, string @event, SocketData data, Func<SocketIOSocket, bool>? where = null)
    {
        var packets = PacketWriter.Event(name, id: null, @event, data);
        foreach (var socket in Sockets(name))
        {
            if (where?.Invoke(socket) is not false)
                socket.Send(packets);
        }
    }

    /// <summary>Ids of what is asked are counted by namespace, over all clients.</summary>
    public long NextId(string name)
    {
        var id = _nextIds.GetValueOrDefault(name);
        _nextIds[name] = id + 1;
        return id;
    }

    public JoinAnswer Join(SocketIOJoin join) => RefusedNamespaces.GetValueOrDefault(join.Namespace) ?? Hub.Join(join);

    public void Handle(SocketIOEvent @event)
    {
        var command = CommandOf(@event);
        Journal.Count(command);
        if (RefusedCommands.TryGetValue(command, out var refusal))
            @event.Acknowledge(refusal);
        else
            Hub.Handle(@event);
        if (!@event.WantsAck && Answers.TakeClose(command))
            @event.Socket.Connection.Abort();
    }

    public string CommandOf(SocketIOEvent @event) => Hub.CommandOf(@event);

    public void Left(SocketIOConnection connection) => _connections.Remove(connection);

    private void OnConnected(EngineSession session)
    {
        var connection = new SocketIOConnection(this, session);
        _connections.Add(connection);
        connection.Start();
    }

    private void OnReceived(string frame)
    {
        Journal.Add(Credentials.Mask(frame));

        // What is no event is counted by its digits: heartbeats, the upgrade, the joins.
        if (frame is ['2' or '3' or '5', ..])
            Journal.Count(frame[..1]);
        else if (frame.StartsWith("40", StringComparison.Ordinal) || frame.StartsWith("41", StringComparison.Ordinal))
            Journal.Count(frame.Split(',', '?', '{')[0]);
    }
}
