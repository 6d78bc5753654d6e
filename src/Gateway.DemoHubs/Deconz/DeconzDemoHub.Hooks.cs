using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Gateway.DemoHubs.Deconz.Rest;
using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.Listening;

namespace Gateway.DemoHubs.Deconz;

/// <content>What tests do to a hub.</content>
public sealed partial class DeconzDemoHub
{
    private int _lightsAdded;

    public int OpenConnections => _instance.Sockets.Length;

    public int ConnectionsOpened => _instance.Opened;

    /// <summary>Whole states given out, answers 304 aside.</summary>
    public int SnapshotsServed => Locked(() => _instance.Snapshots);

    public int NotModifiedServed => Locked(() => _instance.NotModified);

    /// <summary>The newest 10 000 requests below a key, without the key: <c>PUT lights/1/state {"on":true}</c>.</summary>
    public IReadOnlyList<string> Received => _instance.Journal.Lines;

    public IReadOnlyList<string> DeviceTypes => Locked(() => _instance.Keys.All.Select(static pair => pair.Value.DeviceType).ToArray());

    /// <summary>Requests of that method and path, such as <c>PUT lights/1/state</c>, refused ones included.</summary>
    public int CountReceived(string command) => _instance.Journal.CountOf(command);

    /// <summary>Closes the listeners and cuts every connection. The house lives on.</summary>
    public Task KillAsync() => InTurnAsync(async () =>
    {
        var closing = CloseServersAsync();
        AbortConnections();
        Unfreeze();
        await closing;
    });

    /// <summary>Ends in order: close frames, then no listener.</summary>
    public Task StopAsync() => InTurnAsync(async () =>
    {
        DropConnections();
        await CloseServersAsync();
    });

    /// <summary>Listens again on the same REST port; a hub which still listens is killed first.</summary>
    /// <param name="anotherWebSocketPort">With a WebSocket port of its own: on another one than before.</param>
    public async Task RestartAsync(bool anotherWebSocketPort = false)
    {
        await KillAsync();
        await InTurnAsync(() => ListenAsync(anotherWebSocketPort, CancellationToken.None));
    }

    /// <summary>Sockets stay open, nothing is read or written, no pong, no answer to a request. The house stands still.</summary>
    public void Freeze() => EachServer(static server => server.Gate.Freeze());

    public void Unfreeze() => EachServer(static server => server.Gate.Unfreeze());

    /// <summary>Close 1000 on every WebSocket.</summary>
    public void DropConnections()
    {
        foreach (var socket in _instance.Sockets)
            socket.Close();
    }

    /// <summary>Cuts every WebSocket without a close frame.</summary>
    public void AbortConnections()
    {
        foreach (var socket in _instance.Sockets)
            socket.Abort();
    }

    /// <summary>The old key is deleted and this one is valid. WebSockets which are open stay open: they never had a key.</summary>
    public void ChangeToken(string token) => Locked(() =>
    {
        _instance.Keys.Clear();
        _instance.Keys.Put(token);
        Token = token;
    });

    public void RemoveKeys() => Locked(_instance.Keys.Clear);

    /// <summary>The link button: for 60 s anybody may get a key.</summary>
    public void Unlock() => Locked(() => _instance.Keys.Unlock(TimeSpan.FromSeconds(60)));

    /// <summary>The key that was given away last; null: the whitelist is empty.</summary>
    public string? NewestKey
    {
        get
        {
            lock (_instance.House.Gate)
                return _instance.Keys.All.Select(static row => row.Key).LastOrDefault();
        }
    }

    public void Lock() => Locked(_instance.Keys.Lock);

    /// <summary>Another gateway has this address now.</summary>
    public void ChangeBridgeId(string bridgeId) => Locked(() => _instance.BridgeId = bridgeId);

    /// <summary>What <c>config</c> announces until the next restart, whatever is true.</summary>
    public void AnnounceWebSocketPort(int port) => Locked(() => _instance.WebSocketPort = port);

    /// <summary>The socket takes connections and tells nothing.</summary>
    public void Mute(bool isMute) => Locked(() => _instance.IsMute = isMute);

    /// <param name="command">Such as <c>PUT lights/1/state</c>.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="type">The gateway's error type.</param>
    /// <param name="description">Its words.</param>
    public void RefuseCommand(string command, int status, int type, string description) =>
        Locked(() => _instance.Faults.Refused[command] = DeconzAnswer.Error(status, type, "/" + command.Split(' ')[^1], description));

    /// <summary>Answers exactly this.</summary>
    public void AnswerCommand(string command, int status, string body) => Locked(() => _instance.Faults.Refused[command] = new DeconzAnswer(status, body));

    public void AllowCommand(string command) => Locked(() => _instance.Faults.Refused.Remove(command));

    /// <summary>The next so many requests that change something are not executed but answered 503, <c>Internal error, 951</c>.</summary>
    public void Busy(int times) => Locked(() => _instance.Faults.Busy(times));

    /// <summary>Requests like that are executed, their answers kept back.</summary>
    public void HoldAnswers(string command) => Locked(() => _instance.Faults.Hold(command));

    public void ReleaseAnswers(string command) => Locked(() => _instance.Faults.Release(command));

    /// <summary>Once: the next request like that is executed, and its connection cut before the answer.</summary>
    public void CloseAfter(string command) => Locked(() => _instance.Faults.CloseAfter(command));

    /// <summary>A text frame to every WebSocket; returns when it is queued.</summary>
    public Task SendRawAsync(string text)
    {
        foreach (var socket in _instance.Sockets)
            socket.Send(text);
        return Task.CompletedTask;
    }

    public Task SendBinaryAsync(ReadOnlyMemory<byte> bytes)
    {
        foreach (var socket in _instance.Sockets)
            socket.Send(bytes.ToArray(), WebSocketMessageType.Binary);
        return Task.CompletedTask;
    }

    public string AddLight(string name) => Locked(() =>
    {
        var id = _instance.House.FreeId("lights");
        _instance.House.Add("lights", id, DeconzSeed.NewLight(id, name, ++_lightsAdded));
        return id;
    });

    public void RemoveLight(string id) => Locked(() => _instance.House.Remove("lights", id));

    /// <summary>The gateway tells its id only.</summary>
    public string AddGroup(string name, params string[] lights) => Locked(() =>
    {
        var id = _instance.House.FreeId("groups");
        _instance.House.Add("groups", id, DeconzSeed.NewGroup(name, lights));
        return id;
    });

    public void RemoveGroup(string id) => Locked(() => _instance.House.Remove("groups", id));

    /// <param name="kind"><c>lights</c>, <c>sensors</c>, <c>groups</c> or <c>alarmsystems</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="name">The new name.</param>
    public void Rename(string kind, string id, string name) => Locked(() => _instance.House.Rename(kind, id, name));

    /// <summary>A press as a switch sends it: <c>buttonevent</c> and a new <c>lastupdated</c>.</summary>
    public void PressButton(string sensor, int buttonEvent) =>
        Locked(() => _instance.House.Change("sensors", sensor, "state", ("buttonevent", buttonEvent), ("lastupdated", _instance.House.Now)));

    public void SetState(string kind, string id, JsonObject changes) => Change(kind, id, "state", changes);

    /// <summary>Changes a part as the device itself would.</summary>
    /// <param name="kind"><c>lights</c>, <c>sensors</c> …</param>
    /// <param name="id">Its id.</param>
    /// <param name="part"><c>state</c> or <c>config</c>.</param>
    /// <param name="changes">The members that change.</param>
    public void Change(string kind, string id, string part, JsonObject changes) => Locked(() =>
        _instance.House.Change(kind, id, part, [.. changes.Select(static change => (change.Key, change.Value))]));

    /// <summary>Does something of which no WebSocket hears.</summary>
    public void Quietly(Action<DeconzDemoHub> change) => Locked(() =>
    {
        _instance.House.IsQuiet = true;
        change(this);
        _instance.House.IsQuiet = false;
    });

    public void Hear(string kind, string id) => Locked(() => _instance.House.Hear(kind, id));

    public void CallScene(string group, string scene) => Locked(() => _instance.House.CallScene(group, scene));

    public IReadOnlyList<string> Ids(string kind) => Locked(() => _instance.House.Of(kind).Keys.ToArray());

    /// <summary>A thing as REST shows it.</summary>
    public JsonObject Show(string kind, string id) => Locked(() => (JsonObject)_instance.House.Find(kind, id)!.DeepClone());

    /// <summary>Changes light 1 as fast as clients that read take it: <see cref="Flood"/>.</summary>
    public Task FloodAsync(int count, int bytesPerEvent = 0)
    {
        var padding = new string('x', Math.Max(0, bytesPerEvent));
        return Flood.RunAsync(
            count,
            index => Change("lights", "1", "state", new JsonObject { ["bri"] = index % 255, ["i"] = index, ["pad"] = padding }),
            () => _instance.Sockets.Any(static socket => socket.Pending > Flood.Backlog),
            _ended.Token);
    }

    private Task CloseServersAsync() => Task.WhenAll([_server.CloseAsync(), .. _socketServers.Select(static server => server.CloseAsync())]);

    private void EachServer(Action<DemoServer> action)
    {
        action(_server);
        foreach (var server in _socketServers)
            action(server);
    }

    private async Task InTurnAsync(Func<Task> change)
    {
        await _lifecycle.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _lifecycle.Release();
        }
    }

    private void Locked(Action action)
    {
        lock (_instance.House.Gate)
            action();
    }

    private T Locked<T>(Func<T> action)
    {
        lock (_instance.House.Gate)
            return action();
    }
}
