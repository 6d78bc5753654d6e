using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Deconz.House;

/// <summary>
/// Everything the gateway knows, in the shape of its REST answers. All members need <see cref="Gate"/> held; <see cref="Published"/>
/// is called under it, so it may only enqueue.
/// </summary>
internal sealed class DeconzHouse(TimeProvider time)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, OrderedDictionary<string, JsonObject>> _things = new(StringComparer.Ordinal)
    {
        ["lights"] = new(StringComparer.Ordinal),
        ["sensors"] = new(StringComparer.Ordinal),
        ["groups"] = new(StringComparer.Ordinal),
        ["alarmsystems"] = new(StringComparer.Ordinal),
    };

    private DateTime _now;

    public Lock Gate { get; } = new();

    public Action<string>? Published { get; set; }

    /// <summary>Whole parts in frames, or only what changed.</summary>
    public bool NotifyAll { get; set; } = true;

    public bool FlatRenames { get; init; }

    /// <summary>A test wants changes that the socket does not tell.</summary>
    public bool IsQuiet { get; set; }

    /// <summary>Rises with every change; the ETag of the whole.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Like the gateway's: milliseconds, and no zone; each later than the one before, so that two presses are two.</summary>
    public string Now
    {
        get
        {
            var now = time.GetUtcNow().UtcDateTime;
            _now = now > _now.AddMilliseconds(1) ? now : _now.AddMilliseconds(1);
            return _now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture);
        }
    }

    public string LastSeen => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Text(JsonNode node) => node.ToJsonString(Plain);

    public bool Knows(string kind) => _things.ContainsKey(kind);

    public OrderedDictionary<string, JsonObject> Of(string kind) => _things[kind];

    public JsonObject? Find(string kind, string id) => _things.GetValueOrDefault(kind)?.GetValueOrDefault(id);

    public string FreeId(string kind)
    {
        var id = 1;
        while (_things[kind].ContainsKey(id.ToString(CultureInfo.InvariantCulture)))
            id++;
        return id.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Puts a thing in without a word.</summary>
    public void Furnish(string kind, string id, JsonObject thing) => _things[kind][id] = thing;

    public void Add(string kind, string id, JsonObject thing)
    {
        Furnish(kind, id, thing);
        var frame = Frame("added", kind, id);

        // Of a group the gateway tells the id only, whatever its documentation promises.
        if (!string.Equals(kind, "groups", StringComparison.Ordinal))
            frame[kind[..^1]] = thing.DeepClone();
        Publish(frame);
    }

    public bool Remove(string kind, string id)
    {
        if (Find(kind, id) is null)
            return false;
        var frame = Frame("deleted", kind, id);
        _things[kind].Remove(id);
        Publish(frame);
        return true;
    }

    /// <summary>Changes members of one part, tells it in one frame, and tells groups after lights. Unchanged members are told only with <see cref="NotifyAll"/>.</summary>
    public void Change(string kind, string id, string part, params ReadOnlySpan<(string Name, JsonNode? Value)> changes)
    {
        if (Find(kind, id) is not { } thing)
            return;
        var members = thing[part] as JsonObject ?? [];
        thing[part] = members;
        var told = new JsonObject();
        foreach (var (name, value) in changes)
        {
            told[name] = value?.DeepClone();
            members[name] = value?.DeepClone();
        }

        var frame = Frame("changed", kind, id);
        frame[part] = NotifyAll ? members.DeepClone() : told;
        Publish(frame);
        if (kind is "lights" && part is "state")
            UpdateGroups();
    }

    public void Rename(string kind, string id, string name)
    {
        if (Find(kind, id) is not { } thing)
            return;
        thing["name"] = name;
        var frame = Frame("changed", kind, id);
        if (FlatRenames || kind is "groups")
            frame["name"] = name;
        else
            frame["attr"] = NotifyAll ? Attributes(id, thing) : new JsonObject { ["name"] = name };
        Publish(frame);
    }

    /// <summary>The frequent frame that says nothing but that the device was heard.</summary>
    public void Hear(string kind, string id)
    {
        if (Find(kind, id) is not { } thing)
            return;
        thing["lastseen"] = LastSeen;
        var frame = Frame("changed", kind, id);
        frame["attr"] = new JsonObject { ["lastseen"] = LastSeen };
        Publish(frame);
    }

    /// <summary>What a switch sends; no REST command raises it.</summary>
    public void CallScene(string group, string scene) =>
        Publish(new JsonObject { ["t"] = "event", ["e"] = "scene-called", ["r"] = "scenes", ["gid"] = group, ["scid"] = scene });

    /// <summary>Derived, and so told after the lights.</summary>
    public void UpdateGroups()
    {
        foreach (var (id, group) in _things["groups"])
        {
            var on = group["lights"]!.AsArray().Select(light => Find("lights", light!.GetValue<string>())?["state"]?["on"]?.GetValue<bool>() ?? false).ToArray();
            var all = on.Length > 0 && on.All(static one => one);
            var any = on.Any(static one => one);
            if (group["state"]!["all_on"]!.GetValue<bool>() != all || group["state"]!["any_on"]!.GetValue<bool>() != any)
                Change("groups", id, "state", ("all_on", all), ("any_on", any));
        }
    }

    private static JsonObject Attributes(string id, JsonObject thing)
    {
        var attributes = new JsonObject { ["id"] = id };
        foreach (var (name, value) in thing)
        {
            if (value is not JsonObject && name is not "etag")
                attributes[name] = value?.DeepClone();
        }

        return attributes;
    }

    private JsonObject Frame(string name, string kind, string id)
    {
        var frame = new JsonObject { ["t"] = "event", ["e"] = name, ["r"] = kind, ["id"] = id };
        if (Find(kind, id)?["uniqueid"] is { } uniqueId)
            frame["uniqueid"] = uniqueId.DeepClone();
        return frame;
    }

    private void Publish(JsonObject frame)
    {
        Version++;
        if (!IsQuiet)
            Published?.Invoke(Text(frame));
    }
}
