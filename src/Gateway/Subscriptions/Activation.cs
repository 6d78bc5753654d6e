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
        if (!holder.IsActive)
        {
            return;
        }

        Silence(holder);
        var family = holder.Subscription.Plan.Pattern.Family;
        foreach (var waiting in topics.HeldBy(holder.Receiver).Where(other => !other.IsActive && string.Equals(other.Subscription.Plan.Pattern.Family, family, StringComparison.Ordinal)))
        {
            waiting.OthersSentUpTo(stream.Cursor);
        }
    }

    /// <summary>
    /// The client lost events on these topics (null: on too many to name). What it holds of them comes anew: one snapshot for all,
    /// then each is live again. Where the hub is away, that waits until it is back.
    /// </summary>
    public void Repair(IMessageReceiver client, IReadOnlySet<Topic>? lost)
    {
        var texts = lost?.Select(static topic => topic.Text).ToHashSet(StringComparer.Ordinal);
        var holders = topics.HeldBy(client).Where(holder => holder.IsActive && Concerns(holder.Subscription.Plan.Pattern, lost, texts)).ToArray();
        foreach (var holder in holders.Where(static holder => holder.Subscription.Plan.HasState && holder.Subscription.ClientState != SubscriptionState.Live))
        {
            Silence(holder);
            holder.BeginAt(stream.Cursor);
        }

        var live = holders.Where(static holder => holder.IsActive && holder.Subscription.ClientState == SubscriptionState.Live).Select(static holder => holder.Subscription).ToArray();
        if (live.Length > 0)
        {
            var values = StateValues.Read(stream, live.Select(static subscription => subscription.Plan));
            client.Offer(new EventBatch(values.Events, isSnapshot: true, [.. live.Select(subscription => subscription.Announce(stream))])
            {
                Topics = [.. live.Select(static subscription => subscription.Plan.Topic)],
            });
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
            var replay = IsSnapshotDue(holder) ? null : Replay(holder);
            var events = replay ?? (plan.HasState ? stream.LastValues(plan.Pattern) : []);
            var closing = holder.Subscription.Announce(stream, holder.IsResume ? replay is not null : null);
            holder.Receiver.Offer(new EventBatch(events, isSnapshot: replay is null, closing) { Topics = [plan.Topic] });
            index.Add(plan.Pattern, new Interest(holder.Receiver, holder.MinInterval), ExactTopic(holder));
            holder.SentSince = replay is null ? stream.Cursor.Sequence : holder.From.Sequence;
            holder.IsActive = true;
        }
    }

    /// <summary>
    /// Where the client wants fewer events than there are, its cursor does not tell which values it has: one may have been held back
    /// when it left.
    /// </summary>
    private static bool IsSnapshotDue(Holder holder) => holder.Subscription.Plan.HasState && (!holder.IsResume || holder.MinInterval > TimeSpan.Zero);

    private static bool Concerns(TopicPattern pattern, IReadOnlySet<Topic>? lost, HashSet<string>? texts) =>
        lost is null || (pattern.IsWildcard ? lost.Any(pattern.Matches) : texts!.Contains(pattern.Prefix));

    private void Silence(Holder holder)
    {
        var exact = ExactTopic(holder);
        index.Remove(holder.Subscription.Plan.Pattern, holder.Receiver, exact);
        if (exact is not null)
        {
            stream.Family(exact.Family).Trim(exact);
        }
    }

    /// <summary>Everything since the holder's cursor, or null where that cannot be said to be everything.</summary>
    private IReadOnlyList<HubEvent>? Replay(Holder holder)
    {
        if (holder.IsResume && (holder.CannotResume || holder.From.Sequence < Math.Max(holder.KeptSince, holder.Subscription.Upstream.CoveredSince)))
        {
            return null;
        }

        if (stream.Since(holder.From, holder.Subscription.Plan.Pattern) is not { } events)
        {
            return null;
        }

        if (holder.IsResume && events.Any(hubEvent => topics.HeldBy(holder.Receiver).Any(other => other.IsBeyond(hubEvent))))
        {
            // Another topic of the client's, asked for without a cursor, has shown newer events of these already.
            foreach (var hubEvent in events)
            {
                hubEvent.Release();
            }

            return null;
        }

        return [.. events.Where(hubEvent => !ReleaseIfKnown(hubEvent, holder))];
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
