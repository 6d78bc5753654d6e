using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// The step that makes a client's subscription live, exactly: between two events of the hub, the snapshot or replay and the
/// closing <c>topic … live</c> are queued behind everything the client was sent so far, and from then on events follow.
/// It runs when the client has taken its previous batch, so what it gets is new and its memory stays bounded.
/// </summary>
internal static class Activation
{
    /// <summary>Inside <see cref="HubStream.Enter"/>.</summary>
    public static void Request(Holder holder, HubStream stream, TopicIndex index, HubTopics topics)
    {
        if (!holder.IsActivating)
        {
            holder.IsActivating = true;
            holder.Receiver.Defer(() => Run(holder, stream, index, topics));
        }
    }

    /// <summary>Inside <see cref="HubStream.Enter"/>.</summary>
    public static void Revoke(Holder holder, HubStream stream, TopicIndex index)
    {
        holder.IsRemoved = true;
        if (holder.IsActive)
        {
            var exact = ExactTopic(holder, stream);
            index.Remove(holder.Subscription.Plan.Pattern, holder.Receiver, exact);
            if (exact is not null)
            {
                stream.Family(exact.Family).Trim(exact);
            }
        }
    }

    private static void Run(Holder holder, HubStream stream, TopicIndex index, HubTopics topics)
    {
        using (stream.Enter())
        {
            holder.IsActivating = false;
            if (holder.IsRemoved || holder.IsActive || holder.Subscription.Upstream.State != SubscriptionState.Live)
            {
                return;
            }

            var plan = holder.Subscription.Plan;
            var replay = plan.HasState && !holder.IsResume ? null : Replay(holder, stream, index, topics);
            var events = replay ?? (plan.HasState ? stream.LastValues(plan.Pattern) : []);
            var closing = holder.Subscription.Announce(stream, holder.IsResume ? replay is not null : null);
            holder.Receiver.Offer(new EventBatch(events, isSnapshot: replay is null, closing));
            index.Add(plan.Pattern, holder.Receiver, ExactTopic(holder, stream));
            holder.SentSince = replay is null ? stream.Cursor.Sequence : holder.From.Sequence;
            holder.IsActive = true;
        }
    }

    /// <summary>Everything since the holder's cursor, or null where that cannot be said to be everything.</summary>
    private static IReadOnlyList<HubEvent>? Replay(Holder holder, HubStream stream, TopicIndex index, HubTopics topics)
    {
        var upstream = holder.Subscription.Upstream;
        if (holder.IsResume && holder.From.Sequence < upstream.CoveredSince)
        {
            return null;
        }

        return stream.Since(holder.From, holder.Subscription.Plan.Pattern) is { } events
            ? [.. events.Where(hubEvent => !ReleaseIfKnown(hubEvent, holder, index, topics))]
            : null;
    }

    /// <summary>A client whose topics overlap gets an event once: not again through a topic that becomes live later.</summary>
    private static bool ReleaseIfKnown(HubEvent hubEvent, Holder holder, TopicIndex index, HubTopics topics)
    {
        var isKnown = holder.IsResume
            ? topics.HeldBy(holder.Receiver).Any(other => other.HasSent(hubEvent))
            : index.Route(hubEvent.Topic).Contains(holder.Receiver);
        if (!isKnown)
        {
            return false;
        }

        hubEvent.Release();
        return true;
    }

    private static Topic? ExactTopic(Holder holder, HubStream stream)
    {
        var pattern = holder.Subscription.Plan.Pattern;
        return pattern.IsWildcard ? null : stream.Family(pattern.Family).GetByText(pattern.Prefix);
    }
}
