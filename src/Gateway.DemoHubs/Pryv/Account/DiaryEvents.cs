using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Pryv.Account;

/// <summary>The events, and the traces of those that were deleted for good. Used under the server's gate.</summary>
internal sealed class DiaryEvents(DiaryClock clock, DiaryIds ids)
{
    private readonly Dictionary<string, JsonObject> _events = new(StringComparer.Ordinal);
    private readonly List<(string Id, double Deleted)> _deletions = [];

    public int Count => _events.Count;

    public IEnumerable<JsonObject> All => _events.Values;

    public IReadOnlyList<(string Id, double Deleted)> Deletions => _deletions;

    public JsonObject? Find(string id) => _events.GetValueOrDefault(id);

    public JsonObject Create(JsonObject fields, string createdBy)
    {
        var now = clock.Now;
        var created = fields.DeepClone().AsObject();
        created["time"] ??= now;
        created["created"] = now;
        created["createdBy"] = createdBy;
        created["id"] ??= ids.Next();
        return Store(created, createdBy, now);
    }

    /// <summary>Members given replace the old ones; null takes one away.</summary>
    public JsonObject Update(JsonObject stored, JsonObject update, string modifiedBy)
    {
        foreach (var (name, value) in update)
        {
            if (value is null)
                stored.Remove(name);
            else
                stored[name] = value.DeepClone();
        }

        return Store(stored, modifiedBy, clock.Now);
    }

    public void Delete(string id)
    {
        if (_events.Remove(id))
            _deletions.Add((id, clock.Now));
    }

    private JsonObject Store(JsonObject changed, string modifiedBy, double now)
    {
        changed.Remove("integrity");
        changed["modified"] = now;
        changed["modifiedBy"] = modifiedBy;
        changed["integrity"] = "EVENT:0:sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(WireJson.Text(changed))));
        _events[changed["id"]!.GetValue<string>()] = changed;
        return changed;
    }
}
