using System.Text;
using System.Text.Json;
using Gateway.Configuration;
using Gateway.Events;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Tells of one entity. Both slices are valid during the call only; an empty state means that the entity is gone.</summary>
internal delegate void EntityChanged(ReadOnlySpan<byte> entityId, ReadOnlySpan<byte> state);

/// <summary>
/// The states of a hub's entities, fed by the events of <c>subscribe_entities</c>. Values stay byte for byte the hub's own.
/// Not thread-safe: it belongs to the reader of one session. A diff of a ten-attribute light allocates nothing.
/// </summary>
internal sealed class HomeAssistantEntities
{
    private readonly Dictionary<byte[], HomeAssistantEntity> _entities = new(Utf8Comparer.Instance);
    private readonly HomeAssistantStateBuilder _builder = new();
    private int _generation;

    public int Count => _entities.Count;

    /// <summary>Diffs of entities the hub never introduced.</summary>
    public long UnknownDiffs { get; private set; }

    /// <summary>Parts that were left out because they have an unexpected type or lack what they must have.</summary>
    public long Malformed { get; private set; }

    /// <summary>The first that was left out since the snapshot, for people; null when nothing was.</summary>
    public string? Fault { get; private set; }

    public bool TryGet(ReadOnlySpan<byte> entityId, out ReadOnlySpan<byte> state)
    {
        var known = TryFind(entityId, out var entity);
        state = known ? entity!.State : default;
        return known;
    }

    /// <summary>Applies one event: first what was added, then what was removed, then what changed.</summary>
    /// <param name="eventJson">The payload, already validated as JSON.</param>
    /// <param name="isSnapshot">True for the first states of a subscription: they replace the cache, and only what differs is told.</param>
    /// <param name="changed">Called once per applied change; must not call back into this cache.</param>
    /// <exception cref="HomeAssistantFormatException">The payload is not JSON.</exception>
    public void Apply(ReadOnlySpan<byte> eventJson, bool isSnapshot, EntityChanged changed)
    {
        try
        {
            ApplyParts(eventJson, isSnapshot, changed);
        }
        catch (JsonException)
        {
            throw new HomeAssistantFormatException("The event is not JSON", 0);
        }
    }

    private void ApplyParts(ReadOnlySpan<byte> eventJson, bool isSnapshot, EntityChanged changed)
    {
        ReadOnlySpan<byte> added = default, removed = default, diffs = default;
        var json = new Utf8JsonReader(eventJson);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            CountOdd(id: default, 1);
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (HomeAssistantJson.NameIs(ref json, "a"u8))
                added = HomeAssistantJson.ReadValue(ref json, eventJson);
            else if (HomeAssistantJson.NameIs(ref json, "r"u8))
                removed = HomeAssistantJson.ReadValue(ref json, eventJson);
            else if (HomeAssistantJson.NameIs(ref json, "c"u8))
                diffs = HomeAssistantJson.ReadValue(ref json, eventJson);
            else
                json.Skip();
        }

        if (isSnapshot)
        {
            _generation++;
            Fault = null;
        }

        // A snapshot without entities, or whose entities cannot be read, must not empty the cache.
        if (ApplyAdded(added, isSnapshot, changed) && isSnapshot)
            RemoveUnnamed(changed);
        ApplyRemoved(removed, changed);
        ApplyDiffs(diffs, changed);
    }

    private bool ApplyAdded(ReadOnlySpan<byte> added, bool isSnapshot, EntityChanged changed)
    {
        if (added.IsEmpty)
            return false;

        var json = new Utf8JsonReader(added);
        if (!Enter(ref json, JsonTokenType.StartObject))
            return false;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var quotedId = added.Slice((int)json.TokenStartIndex, json.ValueSpan.Length + 2);
            var id = HomeAssistantJson.CurrentText(ref json);
            var known = TryFind(id, out var entity);
            if (known)
                entity!.Generation = _generation;

            json.Read();
            var full = HomeAssistantStateParts.ReadFull(ref json, added);
            if (full.State.IsEmpty || id.IsEmpty)
            {
                CountOdd(id, 1);
                continue;
            }

            CountOdd(id, full.Odd + _builder.WriteFull(quotedId, full, entity) + (full.LastChanged.IsEmpty ? 1 : 0));

            if (isSnapshot && known && _builder.IsSameAs(entity!))
                continue;

            entity ??= Add(id);
            Store(entity, changed);
        }

        return true;
    }

    private void RemoveUnnamed(EntityChanged changed)
    {
        foreach (var entity in _entities.Values)
        {
            if (entity.Generation == _generation)
                continue;

            _entities.Remove(entity.Id);
            changed(entity.Id, default);
        }
    }

    private void ApplyRemoved(ReadOnlySpan<byte> removed, EntityChanged changed)
    {
        if (removed.IsEmpty)
            return;

        var json = new Utf8JsonReader(removed);
        if (!Enter(ref json, JsonTokenType.StartArray))
            return;

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.String)
            {
                json.Skip();
                CountOdd(id: default, 1);
            }
            else if (TryFind(HomeAssistantJson.CurrentText(ref json), out var entity))
            {
                _entities.Remove(entity!.Id);
                changed(entity.Id, default);
            }
        }
    }

    private void ApplyDiffs(ReadOnlySpan<byte> diffs, EntityChanged changed)
    {
        if (diffs.IsEmpty)
            return;

        var json = new Utf8JsonReader(diffs);
        if (!Enter(ref json, JsonTokenType.StartObject))
            return;

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var id = HomeAssistantJson.CurrentText(ref json);
            var known = TryFind(id, out var entity);
            json.Read();
            var diff = HomeAssistantStateParts.ReadDiff(ref json, diffs);
            if (!known)
            {
                UnknownDiffs++;
                Fault ??= $"{NameOf(id)} changes, and was never introduced";
                continue;
            }

            CountOdd(id, diff.Odd);
            if (diff.Odd == 0 || !diff.IsEmpty)
            {
                CountOdd(id, _builder.WriteDiff(entity!, diff));
                Store(entity!, changed);
            }
        }
    }

    private void Store(HomeAssistantEntity entity, EntityChanged changed)
    {
        entity.Store(_builder.Written, _builder.Layout);
        changed(entity.Id, entity.State);
    }

    private HomeAssistantEntity Add(ReadOnlySpan<byte> id)
    {
        var entity = new HomeAssistantEntity(id.ToArray()) { Generation = _generation };
        _entities.Add(entity.Id, entity);
        return entity;
    }

    private bool TryFind(ReadOnlySpan<byte> id, out HomeAssistantEntity? entity)
    {
        return _entities.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(id, out entity);
    }

    private bool Enter(ref Utf8JsonReader json, JsonTokenType expected)
    {
        json.Read();
        if (json.TokenType == expected)
            return true;

        CountOdd(id: default, 1);
        return false;
    }

    private void CountOdd(ReadOnlySpan<byte> id, int parts)
    {
        Malformed += parts;
        if (parts > 0)
            Fault ??= $"{NameOf(id)} has a part that cannot be read";
    }

    private static string NameOf(ReadOnlySpan<byte> id) => id.IsEmpty ? "an event" : $"'{ShownText.Cut(Encoding.UTF8.GetString(id))}'";
}
