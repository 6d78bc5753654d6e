using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// One hub's part of the registry: which clients want which topics, what the hub is asked for on their behalf, and who hears
/// what. Everything that a client sees in order happens inside the stream's lock; nothing inside it waits.
/// </summary>
internal sealed partial class HubSubscriptions(
    string kind, HubStream stream, TopicIndex index, SubscriptionOptions options, TimeProvider time, Action<HubSubscriptions> statusChanged)
{
    private readonly HubTopics _topics = new(stream, index);
    private readonly HubStatusTracker _status = new(stream, kind, time);
    private readonly CancellationTokenSource _stopping = new();
    private IUpstreamWatch? _watch;
    private bool _lostEvents;

    public HubStream Stream => stream;

    public SubscriptionOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>The session that is open; null while the hub is away.</summary>
    public OpenSession? Session { get; private set; }

    public IUpstreamWatch Watch => _watch ?? throw new InvalidOperationException($"Hub '{stream.Hub}' has no upstream yet.");

    /// <summary>Tells how much the hub may be sent; null while that is not known. Returns at once.</summary>
    public Func<CommandLimits?> Limits { get; set; } = static () => null;

    /// <summary>The side that asks the hub; replaced when the hub's configuration changed.</summary>
    public void Attach(IUpstreamWatch watch) => _watch = watch;

    /// <summary>Whether the first attempt to reach the hub has ended, one way or the other.</summary>
    public bool WasTried => _status.Connection.WasTried;

    public HubStatus Status(IReadRights? rights = null)
    {
        using (stream.Enter())
        {
            return _status.Describe(_topics, Limits(), rights ?? AllRights.Instance);
        }
    }

    /// <summary>The registry's rows that may be known of, by topic.</summary>
    public IReadOnlyList<SubscriptionInfo> Describe(IReadRights rights)
    {
        using (stream.Enter())
        {
            return _topics.Describe(rights);
        }
    }

    /// <summary>The last values that any of the topics matches and that may be read, each once.</summary>
    public StateValues LastValues(IReadOnlyList<string> topics, IReadRights rights)
    {
        using (stream.Enter())
        {
            return StateValues.Read(stream, topics.Select(topic => Watch.Plan(topic).Plan).OfType<TopicPlan>(), rights);
        }
    }

    /// <summary>How many of the topics the client does not hold yet; those that cannot be had do not count.</summary>
    public int CountNew(IMessageReceiver client, IReadOnlyList<string> topics)
    {
        using (stream.Enter())
        {
            var held = _topics.HeldBy(client).Select(static holder => holder.Subscription.Plan.Topic).ToHashSet(StringComparer.Ordinal);
            return topics.Select(topic => PlanFor(client, topic).Plan?.Topic).Count(topic => topic is not null && held.Add(topic));
        }
    }

    /// <summary>How many topics of this hub the client holds. Does not enter the hub's line.</summary>
    public int CountTopics(IMessageReceiver client) => _topics.CountHeld(client);

    /// <summary>Adds the client to each topic and answers once the hub has, or at once where the hub is away.</summary>
    public async Task<IReadOnlyList<TopicAnswer>> SubscribeAsync(IMessageReceiver client, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var asked = new List<(string Topic, Subscription? Subscription, string? Refusal)>(request.Topics.Count);
        using (stream.Enter())
        {
            foreach (var topic in client.IsClosed || _isRetired ? [] : request.Topics)
            {
                var planning = PlanFor(client, topic);
                asked.Add(planning.Plan is { } plan
                    ? (plan.Topic, Hold(client, plan, request), null)
                    : (topic, null, planning.Refusal));
            }

            UpdateStatus();
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await Task.WhenAny(
            Task.WhenAll(asked.Select(static row => row.Subscription?.Upstream.Settled ?? Task.CompletedTask)),
            Task.Delay(options.AnswerTimeout, time, patience.Token));
        await patience.CancelAsync();
        using (stream.Enter())
        {
            return [.. asked.Select(static row => row.Subscription is { } subscription
                ? new TopicAnswer(row.Topic, subscription.ClientState, subscription.Upstream.Error)
                : new TopicAnswer(row.Topic, SubscriptionState.Refused, row.Refusal))];
        }
    }

    /// <summary>Drops the client from the topics; answers those it held.</summary>
    public IReadOnlyList<string> Unsubscribe(IMessageReceiver client, IReadOnlyList<string> topics)
    {
        var dropped = new List<string>(topics.Count);
        using (stream.Enter())
        {
            foreach (var topic in topics)
            {
                if (Watch.Plan(topic).Plan is { } plan
                    && _topics.TryFind(plan.Topic, out var subscription)
                    && subscription.TryFind(client, out var holder))
                {
                    Release(holder);
                    dropped.Add(plan.Topic);
                }
            }

            UpdateStatus();
        }

        return dropped;
    }

    /// <summary>The client has gone, with all of its topics.</summary>
    public void RemoveClient(IMessageReceiver client)
    {
        using (stream.Enter())
        {
            foreach (var holder in _topics.HeldBy(client).ToArray())
            {
                Release(holder);
            }

            UpdateStatus();
        }
    }

    /// <summary>The client lost events of these topics (null: of too many to name), and gets what stands now.</summary>
    public void Repair(IMessageReceiver client, IReadOnlySet<Topic>? lost)
    {
        using (stream.Enter())
        {
            _topics.Activation.Repair(client, lost);
        }
    }

    /// <summary>The hub's connection changed; what the registry knows is added before clients hear of it.</summary>
    public void ConnectionChanged(HubConnection connection)
    {
        using (stream.Enter())
        {
            _status.Connection = connection;
            UpdateStatus();
        }
    }

    /// <summary>A session is ready: every wanted topic is asked again.</summary>
    public void SessionOpened(IWatchSession session)
    {
        using (stream.Enter())
        {
            BeginEpochAfterLoss();
            Session = new OpenSession(session);
            _status.IsAskingAgain = true;
            foreach (var upstream in _topics.Upstreams)
            {
                upstream.SessionOpened();
            }

            UpdateStatus();
        }
    }

    /// <summary>The session is gone; with it what the hub had accepted.</summary>
    public void SessionClosed()
    {
        using (stream.Enter())
        {
            var session = Session;
            Session = null;
            foreach (var upstream in _topics.Upstreams.ToArray())
            {
                _lostEvents |= !upstream.IsMadeGood && upstream.IsLiveIn(session);
                upstream.SessionClosed();
            }

            UpdateStatus();
        }
    }

    /// <summary>Ends the hub's part of the registry: nothing is asked any more.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        Task[] work;
        using (stream.Enter())
        {
            work = [.. _topics.Upstreams.Select(static upstream => upstream.Work)];
            foreach (var upstream in _topics.Upstreams)
            {
                upstream.Dispose();
            }
        }

        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private TopicPlanning PlanFor(IMessageReceiver client, string topic)
    {
        var planning = Watch.Plan(topic);
        return planning.Plan is { } plan && client.Rights.Refuse(stream.Hub, plan.Topic) is { } refusal ? TopicPlanning.Refused(refusal) : planning;
    }

    private Subscription Hold(IMessageReceiver client, TopicPlan plan, SubscribeRequest request)
    {
        var subscription = _topics.Get(plan, this);
        if (subscription.TryFind(client, out var holder) && request.ResumeFrom is null)
        {
            _topics.Activation.ChangeRate(holder, request.MinInterval);
            return subscription;
        }

        if (holder is not null)
        {
            // It goes back to where it was, whatever it has had since.
            Release(holder);
            subscription = _topics.Get(plan, this);
        }

        holder = new Holder(subscription, client, request.ResumeFrom ?? stream.Cursor, request.ResumeFrom is not null) { MinInterval = request.MinInterval };
        if (_topics.TryAdd(holder))
        {
            subscription.Upstream.Use();
            if (Session is null || subscription.Upstream.State != SubscriptionState.Pending)
            {
                var message = subscription.Announce(stream);
                Tell(holder, message);
                message.Release();
            }
        }

        return subscription;
    }

    private void Tell(Holder holder, SharedMessage message)
    {
        if (holder.Subscription.Upstream.State == SubscriptionState.Live && !holder.IsActive)
        {
            _topics.Activation.Request(holder);
        }
        else
        {
            if (holder.Subscription.Upstream.State == SubscriptionState.Failed)
            {
                // It may never be whole; and whatever place the client has by the time of the hub's yes lies before that.
                holder.Receiver.Unexpect(holder.Subscription.Plan.Topic);
            }

            holder.Receiver.Offer(message);
        }
    }

    private void Release(Holder holder)
    {
        _topics.Activation.Revoke(holder);
        _topics.Remove(holder);
        if (holder.Subscription.Upstream.Clients == 0)
        {
            holder.Subscription.Upstream.Unuse();
        }
    }

    private void UpdateStatus()
    {
        if (_status.Update(Session is not null, _topics))
        {
            statusChanged(this);
        }
    }
}
