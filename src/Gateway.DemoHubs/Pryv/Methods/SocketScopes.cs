using System.Text.Json.Nodes;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>
/// Scoped notifications of each connection. From its first scope on, a connection hears of scopes alone. Used under the server's gate.
/// </summary>
internal sealed class SocketScopes
{
    private readonly Dictionary<SocketIOSocket, SortedDictionary<string, JsonObject>> _scopes = [];

    public IEnumerable<string> Keys => _scopes.Values.SelectMany(static scopes => scopes.Keys);

    public bool Has(SocketIOSocket socket) => _scopes.ContainsKey(socket);

    public void Forget(SocketIOSocket socket) => _scopes.Remove(socket);

    /// <summary>The keys of one connection whose kind has changed.</summary>
    public IReadOnlyList<string> KeysOf(SocketIOSocket socket, string kind) =>
        _scopes.TryGetValue(socket, out var scopes)
            ? [.. scopes.Where(scope => string.Equals(scope.Value["kind"]?.ToString() ?? "events", kind, StringComparison.Ordinal)).Select(static scope => scope.Key)]
            : [];

    /// <summary>The answer's JSON; null when it is no method about scopes.</summary>
    public string? Call(SocketIOSocket socket, string method, JsonNode? parameters)
    {
        var asked = parameters as JsonObject ?? [];
        switch (method)
        {
            case "subscribe":
                var scopes = _scopes.TryGetValue(socket, out var known) ? known : _scopes[socket] = new(StringComparer.Ordinal);
                if (asked["scopes"] is JsonObject several)
                {
                    foreach (var (key, scope) in several)
                        scopes[key] = scope!.DeepClone().AsObject();
                }
                else if (asked["key"]?.ToString() is { } key)
                {
                    scopes[key] = new JsonObject { ["kind"] = asked["kind"]?.ToString() ?? "events", ["query"] = asked["query"]?.DeepClone() };
                }

                return Keyed(socket);
            case "unsubscribe":
                Remove(socket, asked);
                return Keyed(socket);
            case "getSubscriptions":
                var listed = new JsonObject();
                foreach (var (key, scope) in _scopes.GetValueOrDefault(socket) ?? [])
                    listed[key] = scope.DeepClone();
                return WireJson.Text(new JsonObject { ["scopes"] = listed });
            default:
                return null;
        }
    }

    private void Remove(SocketIOSocket socket, JsonObject asked)
    {
        if (!_scopes.TryGetValue(socket, out var scopes))
            return;
        if (asked["all"] is not null)
            scopes.Clear();
        foreach (var key in asked["keys"] as JsonArray ?? [asked["key"]?.DeepClone()])
            scopes.Remove(key?.ToString() ?? "");
        if (scopes.Count == 0)
            _scopes.Remove(socket);
    }

    private string Keyed(SocketIOSocket socket) =>
        WireJson.Text(new JsonObject { ["ok"] = true, ["keys"] = new JsonArray([.. (_scopes.GetValueOrDefault(socket) ?? []).Keys.Select(static key => JsonValue.Create(key))]) });
}
