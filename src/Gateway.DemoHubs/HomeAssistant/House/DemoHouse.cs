using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.House;

/// <summary>
/// The state machine and the bus. All members need <see cref="Gate"/> held; <see cref="Published"/> is called under it, so it may only enqueue.
/// </summary>
internal sealed class DemoHouse(TimeProvider timeProvider)
{
    private readonly OrderedDictionary<string, EntityState> _states = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public Action<BusEvent>? Published { get; set; }

    public IReadOnlyList<EntityState> States => [.. _states.Values];

    public EntityState? Find(string entityId) => _states.GetValueOrDefault(entityId);

    public HouseContext NewContext(string? userId = null, string? parentId = null) => new(Ulid.At(Now()), parentId, userId);

    /// <summary>Says nothing where nothing changed. Without attributes the old ones stay.</summary>
    public void Set(string entityId, string state, JsonObject? attributes, HouseContext context)
    {
        var old = Find(entityId);
        var sameState = string.Equals(old?.State, state, StringComparison.Ordinal);
        attributes ??= old?.Attributes ?? [];
        if (sameState && JsonNode.DeepEquals(old!.Attributes, attributes))
            return;
        var now = Now();
        var changed = new EntityState(entityId, state, attributes, sameState ? old!.LastChanged : now, now, context);
        _states[entityId] = changed;
        Publish(new StateChange(entityId, old, changed), now, context);
    }

    /// <summary>Changes some attributes and leaves the others as they are.</summary>
    public void Update(string entityId, string state, HouseContext context, params ReadOnlySpan<(string Name, JsonNode? Value)> changes)
    {
        var attributes = Find(entityId)?.Attributes.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in changes)
            attributes[name] = value;
        Set(entityId, state, attributes, context);
    }

    public void Remove(string entityId, HouseContext context)
    {
        if (_states.Remove(entityId, out var old))
            Publish(new StateChange(entityId, old, New: null), Now(), context);
    }

    public void Fire(string eventType, string dataJson, HouseContext context) => Published?.Invoke(new BusEvent(eventType, dataJson, Now(), context));

    private void Publish(StateChange change, DateTimeOffset time, HouseContext context) =>
        Published?.Invoke(new BusEvent("state_changed", change.Json, time, context, change));

    public DateTimeOffset Now()
    {
        // Python's clock has microseconds.
        var now = timeProvider.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
