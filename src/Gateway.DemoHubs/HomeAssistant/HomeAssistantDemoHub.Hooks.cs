using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Connections;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.Hooks;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant;

/// <content>What tests do to a hub.</content>
public sealed partial class HomeAssistantDemoHub
{
    public int OpenConnections => _instance.Connections.Length;

    /// <summary>Who listens at <c>/api/stream</c>.</summary>
    public int OpenStreams => _instance.Streams;

    public int ConnectionsOpened => _instance.Opened;

    /// <summary>The newest 10 000 frames from clients, tokens masked; a frame above 16 384 characters is cut.</summary>
    public IReadOnlyList<string> Received => _instance.Journal.Frames;

    /// <summary>Such as <c>subscribe_entities</c>, <c>subscribe_events:state_changed</c>, <c>subscribe_events:*</c>; of all connections.</summary>
    public IReadOnlyList<string> ActiveSubscriptions =>
        Locked(() => _instance.Connections.SelectMany(connection => connection.Subscriptions.Values).Select(subscription => subscription.Name).ToArray());

    /// <summary>Commands of that type since the hub was started, refused ones included; <c>auth</c> counts too.</summary>
    public int CountReceived(string type) => _instance.Journal.CountOf(type);

    /// <summary>Closes the listener and cuts every socket without a close frame. The house lives on.</summary>
    public Task KillAsync() => _lifecycle.KillAsync();

    /// <summary>Like a Home Assistant which is stopped: <c>homeassistant_stop</c>, then close 1000.</summary>
    public Task StopAsync() => _lifecycle.StopAsync(() => Locked(() =>
    {
        _instance.House.Fire("homeassistant_stop", "{}", _instance.House.NewContext());
        foreach (var connection in _instance.Connections)
            connection.Close(WebSocketCloseStatus.NormalClosure, drain: true);
    }));

    /// <summary>Listens again on the same port; a hub which still listens is killed first. States are kept, ids and subscriptions are gone.</summary>
    public Task RestartAsync() => _lifecycle.RestartAsync();

    /// <summary>Sockets stay open, nothing is read or written, no pong, no answer to a new request. The house stands still.</summary>
    public void Freeze() => _server.Gate.Freeze();

    public void Unfreeze() => _server.Gate.Unfreeze();

    /// <summary>Close 1000 with an empty reason, at once, as after a revoked token.</summary>
    public void DropConnections()
    {
        foreach (var connection in _instance.Connections)
            connection.Close(WebSocketCloseStatus.NormalClosure);
    }

    public void AbortConnections()
    {
        _instance.EndStreams();
        foreach (var connection in _instance.Connections)
            connection.Abort();
    }

    /// <summary>Sockets which are open stay open.</summary>
    public void ChangeToken(string token)
    {
        ArgumentException.ThrowIfNullOrEmpty(token);
        _instance.Token = token;
    }

    public void RefuseAuth(bool refuse) => _instance.AuthRefused = refuse;

    public void Ban(bool banned) => _instance.Banned = banned;

    public void RefuseCommand(string type, string code, string message) => Locked(() => _instance.Faults.Commands[type] = new Refusal(code, message));

    public void AllowCommand(string type) => Locked(() => _instance.Faults.Commands.Remove(type));

    /// <summary>For <c>subscribe_events</c> alone; <c>*</c> is the subscription without a type.</summary>
    public void RefuseEventType(string eventType, string code, string message) =>
        Locked(() => _instance.Faults.EventTypes[eventType] = new Refusal(code, message));

    public void AllowEventType(string eventType) => Locked(() => _instance.Faults.EventTypes.Remove(eventType));

    /// <summary>Commands of that type are executed, their results kept back. A snapshot or first rendering is kept back with its result.</summary>
    public void HoldAnswers(string type) => Locked(() => _instance.Faults.Answers.Hold(type));

    public void ReleaseAnswers(string type) => Locked(() => _instance.Faults.Answers.Release(type));

    /// <summary>Once: the socket is cut after the next command of that type was executed and before its result.</summary>
    public void CloseAfter(string type) => Locked(() => _instance.Faults.Answers.CloseAfter(type));

    /// <summary><c>STARTING</c>, <c>RUNNING</c>, … as <c>get_config</c> tells it.</summary>
    public void SetRunState(string state) => _instance.RunState = state;

    /// <summary>A text frame of its own to every authenticated socket; returns when it is queued.</summary>
    public Task SendRawAsync(string text) => SendAsync(new OutboundFrame(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text));

    public Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => SendAsync(new OutboundFrame(bytes.ToArray(), WebSocketMessageType.Binary));

    public void FireEvent(string eventType, JsonNode? data) =>
        Locked(() => _instance.House.Fire(eventType, data is null ? "{}" : WireJson.Text(data), _instance.House.NewContext()));

    /// <summary>Like <c>POST /api/states</c>: attributes replace the old ones, or stay when none are given. No change, no event.</summary>
    public void SetState(string entityId, string state, JsonObject? attributes = null) =>
        Locked(() => _instance.House.Set(entityId, state, attributes?.DeepClone().AsObject(), _instance.House.NewContext(HouseCatalog.UserId)));

    public void RemoveState(string entityId) => Locked(() => _instance.House.Remove(entityId, _instance.House.NewContext(HouseCatalog.UserId)));

    /// <summary>Fires events as fast as clients that read take them: <see cref="Flood"/>.</summary>
    public Task FloodAsync(string eventType, int count, int bytesPerEvent)
    {
        var padding = new string('x', Math.Max(0, bytesPerEvent));
        return Flood.RunAsync(
            count,
            index => FireEvent(eventType, new JsonObject { ["i"] = index, ["pad"] = padding }),
            () => _instance.Connections.Any(static client => client.Pending > Flood.Backlog),
            _lifecycle.Ended);
    }

    private Task SendAsync(OutboundFrame frame)
    {
        foreach (var connection in _instance.Connections.Where(connection => connection.IsAuthenticated))
            connection.Send(frame);
        return Task.CompletedTask;
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
