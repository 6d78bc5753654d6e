using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>One client in one namespace. All members need the server's gate held.</summary>
internal sealed class SocketIOSocket(SocketIOServer server, SocketIOJoin join)
{
    private readonly Dictionary<long, Action<JsonArray>> _asked = [];

    public SocketIOServer Server => server;

    public SocketIOConnection Connection => join.Connection;

    public SocketIOJoin Join => join;

    public string Namespace => join.Namespace;

    public string Sid { get; } = EngineSession.NewSid();

    public void Emit(string @event, params string[] items) => Send(PacketWriter.Event(Namespace, id: null, @event, SocketData.Of(items)));

    public void Emit(string @event, SocketData data) => Send(PacketWriter.Event(Namespace, id: null, @event, data));

    /// <summary>Asks the client; the answer never comes when the client goes.</summary>
    public void Ask(string @event, SocketData data, Action<JsonArray> answered)
    {
        var id = server.NextId(Namespace);
        _asked.Add(id, answered);
        Send(PacketWriter.Event(Namespace, id, @event, data));
    }

    /// <summary>Out of the namespace; the transport stays open.</summary>
    public void Disconnect()
    {
        Connection.Engine.Send(PacketWriter.Disconnected(Namespace));
        Connection.Leave(this);
    }

    public void Send(IReadOnlyList<EnginePacket> packets)
    {
        // What a hook kept back may find the client gone from here.
        if (!Connection.Has(this))
            return;
        foreach (var packet in packets)
            Connection.Engine.Send(packet);
    }

    public void Answered(long id, JsonArray items)
    {
        if (_asked.Remove(id, out var answered))
            answered(items);
    }
}
