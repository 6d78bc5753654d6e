using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

/// <summary>Something a client listens to under the id of its command.</summary>
internal abstract class DemoSubscription(string id)
{
    protected string Id => id;

    public abstract string Name { get; }

    /// <summary>Called under the house's gate: may only enqueue.</summary>
    public abstract void Publish(BusEvent @event, Action<string> send);
}

internal sealed class EventSubscription(string id, string? eventType) : DemoSubscription(id)
{
    public override string Name => "subscribe_events:" + (eventType ?? "*");

    public override void Publish(BusEvent @event, Action<string> send)
    {
        if (eventType is null || string.Equals(eventType, @event.EventType, StringComparison.Ordinal))
            send(WireMessages.BusEvent(Id, @event.Json));
    }
}

internal sealed class EntitySubscription(string id, IReadOnlySet<string>? entityIds) : DemoSubscription(id)
{
    public override string Name => "subscribe_entities";

    public string Snapshot(DemoHouse house) =>
        WireMessages.Event(Id, CompressedState.Snapshot(house.States.Where(state => entityIds?.Contains(state.EntityId) is not false)));

    public override void Publish(BusEvent @event, Action<string> send)
    {
        if (@event.Change is { } change && entityIds?.Contains(change.EntityId) is not false)
            send(WireMessages.BusEvent(Id, CompressedState.Change(change)));
    }
}
