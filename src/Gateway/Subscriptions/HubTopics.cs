using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Who holds what in one hub: subscriptions by topic, what the hub is asked for by key, and both by client.
/// Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class HubTopics
{
    private readonly HubStream _stream;
    private readonly TopicIndex _index;
    private readonly Dictionary<string, Subscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UpstreamSubscription> _upstreams = new(StringComparer.Ordinal);
    private readonly Dictionary<IMessageReceiver, HashSet<Holder>> _clients = [];

    /// <summary>How many of <see cref="_clients"/>, so that whoever lists clients need not hold up the hub's line.</summary>
    private readonly ConcurrentDictionary<IMessageReceiver, int> _counts = [];

    public HubTopics(HubStream stream, TopicIndex index)
    {
        _stream = stream;
        _index = index;
        Activation = new Activation(stream, index, this);
    }

    /// <summary>What makes a client's share live.</summary>
    public Activation Activation { get; }

    public IReadOnlyCollection<Subscription> Subscriptions => _subscriptions.Values;

    public IReadOnlyCollection<UpstreamSubscription> Upstreams => _upstreams.Values;

    public int Clients => _clients.Count;

    /// <summary>What the hub refused.</summary>
    public HashSet<UpstreamSubscription> Failed { get; } = [];

    /// <summary>How much the hub has not answered yet. Counted, as there may be thousands and each answer is news.</summary>
    public int Pending { get; private set; }

    public IReadOnlyCollection<Holder> HeldBy(IMessageReceiver client) =>
        _clients.TryGetValue(client, out var holders) ? holders : [];

    public bool TryFind(string topic, [NotNullWhen(true)] out Subscription? subscription) =>
        _subscriptions.TryGetValue(topic, out subscription);

    /// <summary>The subscription of this plan, made at its first use.</summary>
    public Subscription Get(TopicPlan plan, HubSubscriptions owner)
    {
        if (!_subscriptions.TryGetValue(plan.Topic, out var subscription))
        {
            if (!_upstreams.TryGetValue(plan.UpstreamKey, out var upstream))
            {
                _upstreams.Add(plan.UpstreamKey, upstream = new UpstreamSubscription(plan, owner));
                Pending++;
            }

            _subscriptions.Add(plan.Topic, subscription = new Subscription(plan, upstream));
            upstream.Subscriptions.Add(subscription);
        }

        return subscription;
    }

    /// <summary>Adds a client's share; false when the client holds the topic already.</summary>
    public bool TryAdd(Holder holder)
    {
        if (!holder.Subscription.TryAdd(holder))
        {
            return false;
        }

        var held = CollectionsMarshal.GetValueRefOrAddDefault(_clients, holder.Receiver, out _) ??= [];
        held.Add(holder);
        _counts[holder.Receiver] = held.Count;
        var pattern = holder.Subscription.Plan.Pattern;
        holder.KeptSince = _index.Wanted.Hold(pattern, _stream.Family(pattern.Family));
        if (holder.Subscription.Upstream.Clients++ == 0)
        {
            Prune(holder.Subscription.Upstream);
        }

        return true;
    }

    /// <summary>Takes a client's share away.</summary>
    public void Remove(Holder holder)
    {
        holder.Subscription.Remove(holder);
        _index.Wanted.LetGo(holder.Subscription.Plan.Pattern, _stream.Now);
        if (_clients.TryGetValue(holder.Receiver, out var holders) && holders.Remove(holder))
        {
            LetGo(holder.Receiver, holders.Count);
        }

        if (--holder.Subscription.Upstream.Clients > 0 && holder.Subscription.Count == 0)
        {
            Drop(holder.Subscription);
        }
    }

    /// <summary>Forgets what the hub was asked for, and its subscriptions. False when that was done before.</summary>
    public bool Remove(UpstreamSubscription upstream)
    {
        if (!Has(upstream))
        {
            return false;
        }

        _upstreams.Remove(upstream.Key);
        Failed.Remove(upstream);
        Pending -= upstream.State == SubscriptionState.Pending ? 1 : 0;
        foreach (var subscription in upstream.Subscriptions)
        {
            _subscriptions.Remove(subscription.Plan.Topic);
        }

        return true;
    }

    /// <summary>Keeps <see cref="Failed"/> and <see cref="Pending"/> true.</summary>
    public void Changed(UpstreamSubscription upstream, SubscriptionState before)
    {
        if (Has(upstream))
        {
            Pending += (upstream.State == SubscriptionState.Pending ? 1 : 0) - (before == SubscriptionState.Pending ? 1 : 0);
            _ = upstream.State == SubscriptionState.Failed ? Failed.Add(upstream) : Failed.Remove(upstream);
        }
    }

    /// <summary>The registry's rows that may be known of, by topic.</summary>
    public IReadOnlyList<SubscriptionInfo> Describe(IReadRights rights) =>
        [.. _subscriptions.Values
            .Where(subscription => rights.Refuse(_stream.Hub, subscription.Plan.Topic) is null)
            .OrderBy(static subscription => subscription.Plan.Topic, StringComparer.Ordinal)
            .Select(subscription => Describe(subscription, rights))];

    /// <summary>All rows, each with who holds it, at most so many; takes long where many hold much.</summary>
    public IReadOnlyList<(SubscriptionInfo Row, IReadOnlyList<IMessageReceiver> Holders)> DescribeWithHolders(int most) =>
        [.. _subscriptions.Values
            .OrderBy(static subscription => subscription.Plan.Topic, StringComparer.Ordinal)
            .Select(subscription => (Describe(subscription, AllRights.Instance), (IReadOnlyList<IMessageReceiver>)[.. subscription.Holders.Take(most).Select(static holder => holder.Receiver)]))];

    /// <summary>How many topics the client holds. May be asked outside of the line as well.</summary>
    public int CountHeld(IMessageReceiver client) => _counts.GetValueOrDefault(client);

    /// <summary>Drops the last values that only this upstream subscription kept current.</summary>
    public void Forget(UpstreamSubscription upstream)
    {
        if (upstream.Feeds is { } feeds)
        {
            _stream.Forget(feeds, topic => _upstreams.Values.Any(
                other => !ReferenceEquals(other, upstream) && other.Feeds is { } kept && kept.Matches(topic)));
        }
    }

    private void LetGo(IMessageReceiver client, int left)
    {
        if (left > 0)
        {
            _counts[client] = left;
            return;
        }

        _clients.Remove(client);
        _counts.TryRemove(client, out _);
    }

    /// <summary>
    /// A topic without clients stays listed only while it is the reason why its upstream subscription lingers. That may serve a
    /// hundred thousand topics, so all of them are looked at only when the linger ends.
    /// </summary>
    private void Prune(UpstreamSubscription upstream)
    {
        foreach (var subscription in upstream.Subscriptions.Where(static subscription => subscription.Count == 0).ToArray())
        {
            Drop(subscription);
        }
    }

    private SubscriptionInfo Describe(Subscription subscription, IReadRights rights) => new(
        subscription.Plan.Topic,
        subscription.Upstream.Key,
        subscription.Upstream.State,
        subscription.Count,
        subscription.Upstream.Since,
        _stream.LastEventOn(subscription.Plan.Pattern, rights),
        subscription.Upstream.Error);

    private bool Has(UpstreamSubscription upstream) => _upstreams.TryGetValue(upstream.Key, out var current) && ReferenceEquals(current, upstream);

    private void Drop(Subscription subscription)
    {
        subscription.Upstream.Subscriptions.Remove(subscription);
        _subscriptions.Remove(subscription.Plan.Topic);
    }
}
