using Gateway.Events;

namespace Gateway.Subscriptions;

/// <content>What is counted for metrics, alarms and lists.</content>
internal sealed partial class HubSubscriptions
{
    private long _refusals;

    public HubMeasures Measure()
    {
        using (stream.Enter())
        {
            return new HubMeasures(
                stream.Received,
                _topics.Subscriptions.Sum(static subscription => subscription.Count),
                _topics.Upstreams.Count,
                _refusals,
                _topics.Failed.Count == 0 ? null : _topics.Failed.Min(static upstream => upstream.Since));
        }
    }

    /// <summary>All of the registry's rows by topic, each with who holds it, at most so many.</summary>
    public IReadOnlyList<(SubscriptionInfo Row, IReadOnlyList<IMessageReceiver> Holders)> DescribeWithHolders(int most)
    {
        using (stream.Enter())
        {
            return _topics.DescribeWithHolders(most);
        }
    }

    /// <summary>The topics of this hub that the client holds, in order, at most so many.</summary>
    public IReadOnlyList<string> TopicsOf(IMessageReceiver client, int most)
    {
        using (stream.Enter())
        {
            return [.. _topics.HeldBy(client).Select(static holder => holder.Subscription.Plan.Topic).Order(StringComparer.Ordinal).Take(most)];
        }
    }

    /// <summary>The hub refused to be asked for something. Inside the stream's lock.</summary>
    public void CountRefusal() => _refusals++;
}
