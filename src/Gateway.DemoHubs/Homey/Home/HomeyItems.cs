using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Home;

/// <summary>The items of one kind which a manager keeps. What changes is told on the manager's URI and, but for the creation, on the item's own.</summary>
internal sealed class HomeyItems(HomeyHome home, string manager, string kind)
{
    private readonly OrderedDictionary<string, JsonObject> _items = new(StringComparer.Ordinal);

    public IReadOnlyList<JsonObject> All => [.. _items.Values];

    /// <summary>An object keyed by id, as the hub lists them.</summary>
    public string Json => "{" + string.Join(',', _items.Select(static item => WireJson.Quote(item.Key) + ":" + WireJson.Text(item.Value))) + "}";

    private string ManagerUri => "homey:manager:" + manager;

    public static string IdOf(JsonObject item) => item["id"]!.GetValue<string>();

    public JsonObject? Find(string? id) => id is null ? null : _items.GetValueOrDefault(id);

    /// <summary>Before anybody listens.</summary>
    public void Furnish(JsonObject item) => _items[IdOf(item)] = item;

    public void Add(JsonObject item)
    {
        Furnish(item);
        home.Emit(ManagerUri, kind + ".create", WireJson.Text(item));
    }

    /// <summary>Says nothing where nothing changed.</summary>
    public void Update(string id, params IReadOnlyList<(string Name, JsonNode? Value)> changes)
    {
        if (Find(id) is not { } item)
            return;
        var before = new JsonObject();
        var after = new JsonObject();
        foreach (var (name, value) in changes)
        {
            if (JsonNode.DeepEquals(item[name], value))
                continue;
            before[name] = item[name]?.DeepClone();
            after[name] = value?.DeepClone();
            item[name] = value?.DeepClone();
        }

        if (after.Count == 0)
            return;
        var keys = new JsonArray([.. after.Select(static change => JsonValue.Create(change.Key))]);
        string[] told =
        [
            WireJson.Text(item),
            $$"""{"changedKeys":{{WireJson.Text(keys)}},"oldValues":{{WireJson.Text(before)}},"newValues":{{WireJson.Text(after)}}}""",
        ];
        home.Emit(Uri(id), "update", told);
        home.Emit(ManagerUri, kind + ".update", told);
    }

    public bool Remove(string id)
    {
        if (!_items.Remove(id))
            return false;
        var told = $$"""{"id":{{WireJson.Quote(id)}}}""";
        home.Emit(Uri(id), "delete", told);
        home.Emit(ManagerUri, kind + ".delete", told);
        return true;
    }

    public string Uri(string id) => $"homey:{kind}:{id}";
}
