using System.Diagnostics.CodeAnalysis;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>A (hub, topic) that at least one client wants, or wanted a moment ago. Used inside <see cref="HubStream.Enter"/> only.</summary>
internal sealed class Subscription(TopicPlan plan, UpstreamSubscription upstream)
{
    private readonly Dictionary<IMessageReceiver, Holder> _holders = [];

    public TopicPlan Plan { get; } = plan;

    public UpstreamSubscription Upstream { get; } = upstream;

    public int Count => _holders.Count;

    public IEnumerable<Holder> Holders => _holders.Values;

    /// <summary>What clients are told: lingering is the registry's own affair.</summary>
    public SubscriptionState ClientState =>
        Upstream.State == SubscriptionState.Lingering ? SubscriptionState.Live : Upstream.State;

    public bool TryAdd(Holder holder) => _holders.TryAdd(holder.Receiver, holder);

    public bool TryFind(IMessageReceiver receiver, [NotNullWhen(true)] out Holder? holder) => _holders.TryGetValue(receiver, out holder);

    public void Remove(Holder holder) => _holders.Remove(holder.Receiver);

    /// <summary>The <c>topic</c> message for this subscription as it stands. The caller owns the reference.</summary>
    public SharedMessage Announce(HubStream stream, bool? recovered = null) =>
        SharedMessage.Create(
            MessageTarget.Topic,
            new TopicChange(stream.Hub, Plan.Topic, ClientState, stream.Cursor.ToString(), recovered, Upstream.Error),
            SubscriptionsJson.Readable.TopicChange,
            stream.Cursor.ToString());
}
