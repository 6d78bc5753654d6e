using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// The step that makes a client's subscription live, exactly: between two events of the hub, the snapshot or replay and the
/// closing <c>topic … live</c> are queued behind everything the client was sent so far, and from then on events follow.
/// It runs when the client has taken its previous batch, so what it gets is new and its memory stays bounded.
/// Called inside <see cref="HubStream.Enter"/>.
/// </summary>
internal sealed class Activation(HubStream stream, TopicIndex index, HubTopics topics)
{
    public void Request(Holder holder)
    {
        if (!holder.IsActivating)
        {
            holder.IsActivating = true;
            holder.Receiver.Defer(() => Run(holder));
        }
    }

    public void Revoke(Holder holder)
    {
        holder.IsRemoved = true;
        if (holder.IsActive)
        {
            var exact = ExactTopic(holder);
            index.Remove(holder.Subscription.Plan.Pattern, holder.Receiver, exact);
            if (exact is not null)
            {
                stream.Family(exact.Family).Trim(exact);
            }
        }
    }

    /// <summary>The client asked again with another rate.</summary>
    public void ChangeRate(Holder holder, TimeSpan minInterval)
    {
        holder.MinInterval = minInterval;
        if (holder.IsActive)
        {
            var exact = ExactTopic(holder);
            index.Remove(holder.Subscription.Plan.Pattern, holder.Receiver, exact);
            index.Add(holder.Subscription.Plan.Pattern, new Interest(holder.Receiver, minInterval), exact);
        }
    }

    private void Run(Holder holder)
    {
        using (stream.Enter())
        {
            holder.IsActivating = false;
            if (holder.IsRemoved || holder.IsActive || holder.Subscription.Upstream.State != SubscriptionState.Live)
            {
                return;
            }

            var plan = holder.Subscription.Plan;
            var replay = plan.HasState && !holder.IsResume ? null : Replay(holder);
            var events = replay ?? (plan.HasState ? stream.LastValues(plan.Pattern) : []);
            var closing = holder.Subscription.Announce(stream, holder.IsResume ? replay is not null : null);
            holder.Receiver.Offer(new EventBatch(events, isSnapshot: replay is null, closing));
            index.Add(plan.Pattern, new Interest(holder.Receiver, holder.MinInterval), ExactTopic(holder));
            holder.SentSince = replay is null ? stream.Cursor.Sequence : holder.From.Sequence;
            holder.IsActive = true;
        }
    }

    /// <summary>Everything since the holder's cursor, or null where that cannot be said to be everything.</summary>
    private IReadOnlyList<HubEvent>? Replay(Holder holder)
    {
        if (holder.IsResume && holder.From.Sequence < holder.Subscription.Upstream.CoveredSince)
        {
            return null;
        }

        return stream.Since(holder.From, holder.Subscription.Plan.Pattern) is { } events
            ? [.. events.Where(hubEvent => !ReleaseIfKnown(hubEvent, holder))]
            : null;
    }

    /// <summary>A client whose topics overlap gets an event once: not again through a topic that becomes live later.</summary>
    private bool ReleaseIfKnown(HubEvent hubEvent, Holder holder)
    {
        var isKnown = holder.IsResume
            ? topics.HeldBy(holder.Receiver).Any(other => other.HasSent(hubEvent))
            : index.Reaches(hubEvent.Topic, holder.Receiver);
        if (isKnown)
        {
            hubEvent.Release();
        }

        return isKnown;
    }

    private Topic? ExactTopic(Holder holder)
    {
        var pattern = holder.Subscription.Plan.Pattern;
        return pattern.IsWildcard ? null : stream.Family(pattern.Family).GetByText(pattern.Prefix);
    }
}
