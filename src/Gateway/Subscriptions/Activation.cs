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
        holder.Receiver.Unexpect(holder.Subscription.Plan.Topic);
        if (!holder.IsActive)
        {
            return;
        }

        Silence(holder);
        holder.Receiver.LetGo(topic => IsOf(holder, topic) && !index.Reaches(topic, holder.Receiver), static _ => true);
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
            LetGo(holder, asSnapshot: false);
            holder.BeginAt(stream.Cursor);
            client.Expect(holder.Subscription.Plan.Topic);
        }

        var shown = holders.Where(static holder => holder.IsActive && holder.Subscription.ClientState == SubscriptionState.Live).ToArray();
        if (shown.Length > 0)
        {
            foreach (var holder in shown)
            {
                LetGo(holder, asSnapshot: true);
            }

            var live = shown.Select(static holder => holder.Subscription).ToArray();
            var values = StateValues.Read(stream, live.Select(static subscription => subscription.Plan), client.Rights);
            client.Offer(new EventBatch(values.Events, isSnapshot: true, [.. live.Select(subscription => subscription.Announce(stream))])
            {
                Topics = [.. live.Select(static subscription => subscription.Plan.Topic)],
                Began = stream.Moment(),
            });
        }
    }

    /// <summary>The client asked again with another rate.</summary>
    public void ChangeRate(Holder holder, TimeSpan minInterval)
    {
        var isChanged = holder.MinInterval != minInterval;
        holder.MinInterval = minInterval;
        if (holder.IsActive && isChanged)
        {
            LetGo(holder, asSnapshot: false);
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
            var events = ShownEvents.To(holder.Receiver.Rights, replay ?? (plan.HasState ? stream.LastValues(plan.Pattern) : []));
            var closing = holder.Subscription.Announce(stream, holder.IsResume ? replay is not null : null);
            LetGo(holder, asSnapshot: replay is null);
            holder.Receiver.Offer(new EventBatch(events, isSnapshot: replay is null, closing) { Topics = [plan.Topic], Began = stream.Moment() });
            index.Add(plan.Pattern, new Interest(holder.Receiver, holder.MinInterval), ExactTopic(holder));
            holder.LiveSince = stream.Cursor.Sequence;
            holder.SentSince = replay is null ? holder.LiveSince : holder.From.Sequence;
            holder.IsActive = true;
        }
    }

    private static bool IsSnapshotDue(Holder holder) => holder.IsResume ? CannotResume(holder) : holder.Subscription.Plan.HasState;

    /// <summary>
    /// Not before the hub's word since when it is whole, nor before its events were kept. And where the client wants fewer events than there are, its cursor does not tell
    /// which it has: one may have been held back when it left.
    /// </summary>
    private static bool CannotResume(Holder holder) =>
        holder.CannotResume || holder.MinInterval > TimeSpan.Zero || holder.From.Sequence < Math.Max(holder.KeptSince, holder.Subscription.Upstream.CoveredSince);

    private static bool Concerns(TopicPattern pattern, IReadOnlySet<Topic>? lost, HashSet<string>? texts) =>
        lost is null || (pattern.IsWildcard ? lost.Any(pattern.Matches) : texts!.Contains(pattern.Prefix));

    /// <summary>Whatever is held back of the holder's topics is older than what comes now. What a snapshot shows anew need not be sent as well.</summary>
    private void LetGo(Holder holder, bool asSnapshot) => holder.Receiver.LetGo(
        topic => IsOf(holder, topic),
        hubEvent => asSnapshot && holder.Subscription.Plan.HasState && hubEvent.IsState && hubEvent.Slot.Last is not null);

    private bool IsOf(Holder holder, Topic topic) =>
        string.Equals(topic.Hub, stream.Hub, StringComparison.Ordinal) && holder.Subscription.Plan.Pattern.Matches(topic);

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
        if (stream.Since(holder.From, holder.Subscription.Plan.Pattern) is not { } events)
        {
            return null;
        }

        // Looked for once, not for each event: a client may hold a thousand topics and miss thousands of events.
        var others = topics.HeldBy(holder.Receiver).Where(other => other.Subscription.Plan.Pattern.Overlaps(holder.Subscription.Plan.Pattern)).ToArray();
        if (holder.IsResume && events.Any(hubEvent => others.Any(other => other.IsBeyond(hubEvent) || other.MayHaveHeldBack(hubEvent, holder.MinInterval))))
        {
            // Another topic of the client's, asked for without a cursor, has shown newer events of these already, or kept them from it.
            foreach (var hubEvent in events)
            {
                hubEvent.Release();
            }

            return null;
        }

        return [.. events.Where(hubEvent => !ReleaseIfKnown(hubEvent, holder, others))];
    }

    /// <summary>A client whose topics overlap gets an event once: not again through a topic that becomes live later.</summary>
    private bool ReleaseIfKnown(HubEvent hubEvent, Holder holder, Holder[] others)
    {
        var isKnown = holder.IsResume
            ? others.Any(other => other.HasSent(hubEvent))
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
