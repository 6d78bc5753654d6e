using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Benchmarks.Micro;

/// <summary>A hub's stream, index and registry as the product puts them together; the hub says yes to everything.</summary>
internal sealed class BareHub : IUpstreamWatch, IWatchSession
{
    private static readonly SubscriptionOptions Options = new(TimeSpan.FromSeconds(5));
    private readonly Func<string, TopicPlanning> _plan;

    public BareHub(string kind, Func<string, TopicPlanning> plan)
    {
        _plan = plan;
        var index = new TopicIndex();
        Stream = new HubStream("hub", new HubStreamOptions(), TimeProvider.System, index.Deliver) { Keeps = index.Wanted.Keeps };
        Subscriptions = new HubSubscriptions(kind, Stream, index, Options, TimeProvider.System, static _ => { });
        Subscriptions.Attach(this);
        Subscriptions.SessionOpened(this);
    }

    public HubStream Stream { get; }

    public HubSubscriptions Subscriptions { get; }

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
}
