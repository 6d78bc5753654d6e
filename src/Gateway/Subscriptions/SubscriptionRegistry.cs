using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>Every configured hub's subscriptions, by hub id. Thread-safe.</summary>
internal sealed class SubscriptionRegistry(SubscriptionOptions options) : IStateRepair
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, HubSubscriptions> _hubs = new(StringComparer.Ordinal);

    /// <summary>What is still held of hubs that were removed: an entry that comes back finds its clients.</summary>
    private readonly ConcurrentDictionary<string, IReadOnlyList<HeldTopic>> _orphans = new(StringComparer.Ordinal);

    /// <summary>The hubs, by id.</summary>
    public IReadOnlyList<HubSubscriptions> Hubs => [.. _hubs.Values.OrderBy(static hub => hub.Stream.Hub, StringComparer.Ordinal)];

    /// <summary>Those whose line can be entered soon: one that stands still must not hold up whoever only looks.</summary>
    public IEnumerable<HubSubscriptions> Moving => Hubs.Where(static hub => hub.Stream.CanEnter(Glance));

    public bool TryFind(string hub, [NotNullWhen(true)] out HubSubscriptions? subscriptions) => _hubs.TryGetValue(hub, out subscriptions);

    /// <summary>Adds a hub; clients that held topics of one with this id hold them on.</summary>
    public void Add(HubSubscriptions subscriptions)
    {
        _hubs[subscriptions.Stream.Hub] = subscriptions;
        if (_orphans.TryRemove(subscriptions.Stream.Hub, out var held))
        {
            subscriptions.Adopt(held);
        }
    }

    /// <summary>Nobody finds the hub any more.</summary>
    public void Remove(HubSubscriptions subscriptions) =>
        _hubs.TryRemove(new KeyValuePair<string, HubSubscriptions>(subscriptions.Stream.Hub, subscriptions));

    /// <summary>Tells a removed hub's clients so, and remembers them.</summary>
    public void Retire(HubSubscriptions subscriptions, string reason)
    {
        if (subscriptions.Retire(reason) is { Count: > 0 } held)
        {
            _orphans[subscriptions.Stream.Hub] = held;
        }
    }

    /// <summary>How many more topics the client may hold, over all hubs.</summary>
    public int TopicsLeft(IMessageReceiver client) => options.MaxTopics - _hubs.Values.Sum(hub => hub.CountTopics(client));

    public void Repair(IMessageReceiver client, string hub, IReadOnlySet<Topic>? lost)
    {
        if (TryFind(hub, out var subscriptions))
        {
            subscriptions.Repair(client, lost);
        }
    }

    /// <summary>The client has gone.</summary>
    public void RemoveClient(IMessageReceiver client)
    {
        foreach (var hub in _hubs.Values)
        {
            hub.RemoveClient(client);
        }

        foreach (var (hub, held) in _orphans)
        {
            var left = held.Where(topic => !ReferenceEquals(topic.Client, client)).ToArray();
            if (left.Length < held.Count)
            {
                _orphans.TryUpdate(hub, left, held);
            }
        }
    }
}
