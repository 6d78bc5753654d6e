using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Benchmarks.Micro;

/// <summary>A hub's stream, index and registry as the product puts them together; the hub says yes to everything.</summary>
internal sealed class BareHub : IUpstreamWatch, IWatchSession
{
    private static readonly SubscriptionOptions Options = new(TimeSpan.FromSeconds(5));
    private readonly Func<string, TopicPlanning> _plan;
    private readonly TopicIndex _index = new();
    private readonly List<HubEvent> _held = [];

    public BareHub(string kind, Func<string, TopicPlanning> plan)
    {
        _plan = plan;
        Stream = new HubStream("hub", new HubStreamOptions(), TimeProvider.System, Deliver) { Keeps = _index.Wanted.Keeps };
        Subscriptions = new HubSubscriptions(kind, Stream, _index, Options, TimeProvider.System, static _ => { });
        Subscriptions.Attach(this);
        Subscriptions.SessionOpened(this);
    }

    public HubStream Stream { get; }

    public HubSubscriptions Subscriptions { get; }

    /// <summary>Events wait for <see cref="DeliverHeld"/>, so that their match and offer can be measured alone.</summary>
    public bool HoldsBack { get; set; }

    /// <summary>Matches and offers what was held back. Answers the time that took.</summary>
    public TimeSpan DeliverHeld()
    {
        var started = TimeProvider.System.GetTimestamp();
        using (Stream.Enter())
        {
            foreach (var hubEvent in _held)
            {
                _index.Deliver(hubEvent);
            }
        }

        var spent = TimeProvider.System.GetElapsedTime(started);
        _held.ForEach(static hubEvent => hubEvent.Release());
        _held.Clear();
        return spent;
    }

    public static ClientQueue NewClient() => new(new ClientOptions(), TimeProvider.System, new SubscriptionRegistry(Options));

    /// <summary>Takes everything that waits, as a pump would. Answers how many events that was.</summary>
    public static int Drain(ClientQueue client)
    {
        var taken = 0;
        do
        {
            while (client.TryTake(out var outgoing))
            {
                taken += outgoing.Message is HubEvent ? 1 : 0;
                outgoing.Message.Release();
            }
        }
        while (client.TryRunDeferred());
        return taken;
    }

    public TopicPlanning Plan(string topic) => _plan(topic);

    public void Reconnect()
    {
    }

    public Task<WatchOutcome> WatchAsync(string upstreamKey, CancellationToken cancellationToken) => Task.FromResult(WatchOutcome.Live);

    public Task UnwatchAsync(string upstreamKey, CancellationToken cancellationToken) => Task.CompletedTask;

    private void Deliver(HubEvent hubEvent)
    {
        if (HoldsBack)
        {
            hubEvent.Retain();
            _held.Add(hubEvent);
        }
        else
        {
            _index.Deliver(hubEvent);
        }
    }
}
