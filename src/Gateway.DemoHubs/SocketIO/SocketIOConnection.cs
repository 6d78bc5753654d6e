using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.DemoHubs.SocketIO;

/// <summary>One client: its namespaces, and the rules of its server's generation. All members need the server's gate held.</summary>
internal sealed class SocketIOConnection
{
    private readonly SocketIOServer _server;
    private readonly Dictionary<string, SocketIOSocket> _sockets = new(StringComparer.Ordinal);
    private readonly List<ReadOnlyMemory<byte>> _attachments = [];
    private readonly List<SocketPacket> _waitForRoot = [];
    private readonly ITimer? _connectLimit;
    private SocketPacket? _header;

    public SocketIOConnection(SocketIOServer server, EngineSession engine)
    {
        _server = server;
        Engine = engine;
        engine.Received = Receive;
        engine.Closed = OnClosed;
        if (!IsLenient)
            _connectLimit = server.Engine.Time.CreateTimer(_ => OnConnectLimit(), state: null, server.Engine.Options.ConnectTimeout, Timeout.InfiniteTimeSpan);
    }

    public EngineSession Engine { get; }

    public EngineRequest Request => Engine.Request;

    public IReadOnlyList<SocketIOSocket> Sockets => [.. _sockets.Values];

    /// <summary>For the hub, whatever it wants to remember about this client.</summary>
    public object? State { get; set; }

    private bool IsLenient => _server.Engine.Options.IsLenient;

    /// <summary>EIO3 clients are in the root namespace from the beginning.</summary>
    public void Start()
    {
        if (Engine.Revision == 3)
            Connect(new SocketPacket(SocketPacketType.Connect, "/", Id: null, Data: null, Attachments: 0));
    }

    public SocketIOSocket? Find(string name) => _sockets.GetValueOrDefault(name);

    public bool Has(SocketIOSocket socket) => _sockets.GetValueOrDefault(socket.Namespace) == socket;

    public void Leave(SocketIOSocket socket)
    {
        if (Has(socket) && _sockets.Remove(socket.Namespace))
            _server.Hub.Left(socket);
    }

    public void Close() => Engine.Close();

    public void Abort() => Engine.Abort();

    private void Receive(EnginePacket message)
    {
        var packet = message.IsBinary ? Complete(message.Binary) : Begin(message.Data);
        if (packet is null)
            return;
        if (packet.Type is SocketPacketType.Connect)
            OnConnect(packet);
        else if (_sockets.TryGetValue(packet.Namespace, out var socket) && (IsLenient || packet.Type is not SocketPacketType.Error))
            Dispatch(socket, packet);
        else if (!IsLenient)
            Close();
    }

    /// <summary>The packet, where it is whole; else it waits for its attachments, or the client is closed.</summary>
    private SocketPacket? Begin(string text)
    {
        // 2.x lets a type it does not know pass.
        if (IsLenient && _header is null && text is [< '0' or > '6', ..])
            return null;
        if (_header is not null || PacketReader.Read(text, IsLenient) is not { } packet)
        {
            Close();
            return null;
        }

        if (packet.Attachments == 0)
            return packet;
        _header = packet;
        return null;
    }

    private SocketPacket? Complete(ReadOnlyMemory<byte> bytes)
    {
        if (_header is not { } packet)
        {
            Close();
            return null;
        }

        _attachments.Add(bytes);
        if (_attachments.Count < packet.Attachments)
            return null;
        _header = null;
        if (HasWrongPlaceholder(packet.Data))
        {
            Close();
            return null;
        }

        return packet;
    }

    private bool HasWrongPlaceholder(JsonNode? node) => SocketData.PlaceholderOf(node) is { } index
        ? index < 0 || index >= _attachments.Count
        : node switch
        {
            JsonObject members => members.Any(member => HasWrongPlaceholder(member.Value)),
            JsonArray items => items.Any(HasWrongPlaceholder),
            _ => false,
        };

    private void OnConnect(SocketPacket packet)
    {
        var name = NameOf(packet);
        if (!IsLenient && _sockets.ContainsKey(name))
            Close();
        else if (IsLenient && name is not "/" && !_sockets.ContainsKey("/"))
            _waitForRoot.Add(packet);
        else
            Connect(packet);
    }

    private void Connect(SocketPacket packet)
    {
        var name = NameOf(packet);
        var query = Engine.Revision == 3 && packet.Namespace.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark
            ? QueryHelpers.ParseQuery(packet.Namespace[mark..]).ToDictionary(static pair => pair.Key, static pair => pair.Value[^1] ?? "", StringComparer.Ordinal)
            : [];
        var join = new SocketIOJoin(this, name, Engine.Revision == 3 ? null : packet.Data as JsonObject, query);
        var answer = _server.Join(join);
        if (answer.Message is not null)
        {
            Engine.Send(PacketWriter.Refused(name, answer.ToJson(Engine.Revision, IsLenient)));
            return;
        }

        var socket = new SocketIOSocket(_server, join);
        if (_sockets.TryGetValue(name, out var former))
            Leave(former);
        _sockets[name] = socket;
        _connectLimit?.Dispose();
        Engine.Send(PacketWriter.Connected(name, Engine.Revision == 3 ? null : socket.Sid));
        _server.Hub.Joined(socket);
        if (name is not "/")
            return;
        var waiting = _waitForRoot.ToArray();
        _waitForRoot.Clear();
        foreach (var later in waiting)
            Connect(later);
    }

    private string NameOf(SocketPacket packet) => Engine.Revision == 3 ? packet.Namespace.Split('?')[0] : packet.Namespace;

    private void Dispatch(SocketIOSocket socket, SocketPacket packet)
    {
        switch (packet.Type)
        {
            case SocketPacketType.Disconnect:
                Leave(socket);
                break;
            case SocketPacketType.Event or SocketPacketType.BinaryEvent when packet.Items.Count > 0:
                var attachments = _attachments.ToArray();
                _attachments.Clear();
                _server.Handle(new SocketIOEvent(socket, packet.Items[0]!.ToString(), [.. packet.Items.Skip(1)], attachments, packet.Id));
                break;
            case SocketPacketType.Ack or SocketPacketType.BinaryAck when packet.Id is { } id:
                _attachments.Clear();
                socket.Answered(id, packet.Items);
                break;
            default:
                break;
        }
    }

    private void OnClosed()
    {
        _connectLimit?.Dispose();
        foreach (var socket in Sockets)
            Leave(socket);
        _server.Left(this);
    }

    private void OnConnectLimit()
    {
        lock (_server.Engine.Gate)
        {
            if (_sockets.Count == 0)
                Close();
        }
    }
}
