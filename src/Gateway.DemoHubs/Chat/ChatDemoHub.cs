using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Chat;

/// <summary>
/// A small chat room on a Socket.IO 4 server. The root namespace is open to everyone; <c>/chat</c>, the same room, wants the token as <c>auth.token</c>.
/// </summary>
/// <remarks>
/// Events: <c>tick</c> {n, time} every <see cref="SocketIODemoHubOptions.Pace"/>; <c>message</c> {id, from, text, time}; <c>typing</c> name, boolean;
/// <c>joined</c> and <c>left</c> {name, people}; <c>picture</c> {id, from, data} with binary data.
/// Commands: <c>message</c> text, <c>picture</c> bytes, <c>typing</c> boolean, <c>history</c> {limit?}, <c>whoami</c>, <c>fail</c>.
/// </remarks>
public sealed class ChatDemoHub : SocketIODemoHub
{
    private readonly ChatRoom _room;

    private ChatDemoHub(ChatDemoHubOptions options)
        : base(options, new EngineOptions { Generation = ServerGeneration.V4, Polling = options.Polling }, server => new ChatRoom(server, options.Seed)) =>
        _room = (ChatRoom)Server.Hub;

    /// <summary>The namespace of each client which is in one.</summary>
    public override IReadOnlyList<string> ActiveSubscriptions =>
        Locked(() => Server.Connections.SelectMany(static connection => connection.Sockets).Select(static socket => socket.Namespace).ToArray());

    public static async Task<ChatDemoHub> StartAsync(ChatDemoHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        var hub = new ChatDemoHub(options ?? new ChatDemoHubOptions());
        await hub.ListenAsync(cancellationToken);
        return hub;
    }

    /// <summary>Someone writes; its id.</summary>
    public long Say(string from, string text) => Locked(() => _room.Say(from, text));

    public void SendPicture(string from, ReadOnlyMemory<byte> bytes) => Locked(() => _room.Show(from, bytes));

    /// <summary>Any event to everyone in that namespace; each JSON text is one argument.</summary>
    public void Emit(string name, string eventName, params string[] items) => Locked(() => Server.Emit(name, eventName, SocketData.Of(items)));

    /// <summary>Events {i, pad} to everyone in both namespaces, as fast as clients which read take them; one which does not read is cut off.</summary>
    public Task FloodAsync(string eventName, int count, int bytesPerEvent)
    {
        var padding = WireJson.Quote(new string('x', Math.Max(0, bytesPerEvent)));
        return FloodAsync(count, index => _room.Emit(eventName, SocketData.Of($$"""{"i":{{index}},"pad":{{padding}}}""")));
    }
}
