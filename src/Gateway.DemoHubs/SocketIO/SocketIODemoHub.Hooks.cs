using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.SocketIO.Engine;
using Gateway.DemoHubs.SocketIO.Packets;

namespace Gateway.DemoHubs.SocketIO;

/// <content>What tests do to a hub. A command is known by the name of its event.</content>
public abstract partial class SocketIODemoHub
{
    /// <summary>Open Engine.IO sessions, whatever their transport.</summary>
    public int OpenConnections => Locked(() => Server.Engine.Sessions.Count);

    /// <summary>Sessions since the hub was started.</summary>
    public int ConnectionsOpened => Locked(() => Server.Engine.Opened);

    /// <summary>
    /// The newest 10 000 packets from clients with their Engine.IO digit, tokens masked; one above 16 384 characters is cut. A binary one shows its length alone.
    /// </summary>
    public IReadOnlyList<string> Received => Server.Journal.Frames;

    /// <summary>The newest 10 000 requests as <c>GET /socket.io/?…</c>, tokens masked.</summary>
    public IReadOnlyList<string> Requests => Server.Requests.Frames;

    /// <summary>What clients listen to, of all connections.</summary>
    public abstract IReadOnlyList<string> ActiveSubscriptions { get; }

    /// <summary>
    /// Commands of that name since the hub was started, refused ones included. Also <c>2</c> and <c>3</c> for heartbeats, <c>5</c> for upgrades,
    /// <c>40/chat</c> and <c>41/chat</c> for entering and leaving a namespace.
    /// </summary>
    public int CountReceived(string name) => Server.Journal.CountOf(name);

    /// <summary>Closes the listener and cuts every connection without a close frame. What the hub knows lives on.</summary>
    public Task KillAsync() => _lifecycle.KillAsync();

    /// <summary>Like a server which is closed: transports end without a status, polling with packet <c>1</c>.</summary>
    public Task StopAsync() => _lifecycle.StopAsync(DropConnections);

    /// <summary>Listens again on the same port; a hub which still listens is killed first. What it knows is kept, sessions and subscriptions are gone.</summary>
    public Task RestartAsync() => _lifecycle.RestartAsync();

    /// <summary>Connections stay open, nothing is read or written, no ping, no answer to a new request. The hub stands still.</summary>
    public void Freeze() => _listener.Gate.Freeze();

    public void Unfreeze() => _listener.Gate.Unfreeze();

    /// <summary>Closes every transport in order, as the server itself does after a breach of the protocol.</summary>
    public void DropConnections() => Locked(() =>
    {
        foreach (var connection in Server.Connections)
            connection.Close();
    });

    /// <summary>Cuts every connection without a close frame.</summary>
    public void AbortConnections() => Server.Engine.AbortAll();

    /// <summary>Connections which are open stay open.</summary>
    public void ChangeToken(string token) => _credentials.Change(token);

    public void RefuseAuth(bool refuse) => _credentials.Refuse(refuse);

    /// <summary>Commands of that name are executed, their acks kept back.</summary>
    public void HoldAnswers(string name) => Locked(() => Server.Answers.Hold(name));

    public void ReleaseAnswers(string name) => Locked(() => Server.Answers.Release(name));

    /// <summary>Once: the connection is cut after the next command of that name was executed and before its ack.</summary>
    public void CloseAfter(string name) => Locked(() => Server.Answers.CloseAfter(name));

    /// <summary>Whoever joins it gets <c>44</c> with that message, and with that JSON as data. Who is in stays in.</summary>
    public void RefuseNamespace(string name, string message, string? data = null) =>
        Locked(() => Server.RefusedNamespaces[name] = JoinAnswer.Refused(message, data));

    public void AllowNamespace(string name) => Locked(() => Server.RefusedNamespaces.Remove(name));

    /// <summary>Commands of that name are not executed; each JSON text is one argument of their ack.</summary>
    public void RefuseCommand(string name, params string[] items) => Locked(() => Server.RefusedCommands[name] = SocketData.Of(items));

    public void AllowCommand(string name) => Locked(() => Server.RefusedCommands.Remove(name));

    /// <summary>Every client is put out of that namespace with <c>41</c>; the transport stays open.</summary>
    public void KickNamespace(string name) => Locked(() =>
    {
        foreach (var socket in Server.Sockets(name).ToArray())
            socket.Disconnect();
    });

    /// <summary>One Engine.IO packet as it is, such as <c>42["tick"]</c>, to every session; returns when it is queued.</summary>
    public Task SendRawAsync(string text) => SendAsync(new EnginePacket(text));

    /// <summary>A binary packet without a header.</summary>
    public Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => SendAsync(new EnginePacket(bytes.ToArray().AsMemory()));

    /// <summary>Calls <paramref name="emit"/> with 0, 1, … as fast as clients that read take it: <see cref="Flood"/>.</summary>
    private protected Task FloodAsync(int count, Action<int> emit) => Flood.RunAsync(count, index => Locked(() => emit(index)), IsBehind, Ended);

    private bool IsBehind() => Locked(() => Server.Engine.Sessions.Any(static session => session.Pending > Flood.Backlog));

    private Task SendAsync(EnginePacket packet)
    {
        Locked(() =>
        {
            foreach (var session in Server.Engine.Sessions)
                session.Send(packet);
        });
        return Task.CompletedTask;
    }
}
