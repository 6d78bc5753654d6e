using System.Collections.Concurrent;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams;

/// <summary>One hub's worker with everything real but the hub and the clock.</summary>
internal sealed class UpstreamRig : IAsyncDisposable
{
    private readonly ConcurrentQueue<HubStatus> _statuses = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggerFactory _loggers;

    public UpstreamRig(int seed = 1)
    {
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        var index = new TopicIndex();
        Stream = new HubStream("home", new HubStreamOptions(), Time, index.Deliver) { Keeps = index.Wanted.Keeps };
        Subscriptions = new HubSubscriptions(
            "HomeAssistant", Stream, index, new SubscriptionOptions(TimeSpan.FromSeconds(5)), Time, subscriptions => _statuses.Enqueue(subscriptions.Status()));
        Status = new UpstreamStatus(Subscriptions, Time);
        Link = new UpstreamLink("home", Connector) { UntilNextAttempt = Status.UntilNextAttempt };
        Subscriptions.Attach(Link);
        Expected = new Backoff(new Random(seed));
        Worker = new UpstreamWorker(Connector, Link, Subscriptions, Status, new HubTraffic(), new Backoff(new Random(seed)), Time, _loggers.CreateLogger<UpstreamWorker>());
    }

    public FakeTime Time { get; } = new();

    public LogSink Log { get; } = new();

    public ScriptedConnector Connector { get; } = new();

    public UpstreamWorker Worker { get; }

    public HubStream Stream { get; }

    public HubSubscriptions Subscriptions { get; }

    public UpstreamStatus Status { get; }

    public UpstreamLink Link { get; }

    /// <summary>Chooses the same waits as the worker's own.</summary>
    public Backoff Expected { get; }

    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Every status clients were told, in order.</summary>
    public IReadOnlyList<HubStatus> Statuses => [.. _statuses];

    public HubStatus Now => Subscriptions.Status();

    public void Start() => Running = Worker.RunAsync(_stopping.Token);

    public Task StopAsync()
    {
        _stopping.Cancel();
        return Running.Soon();
    }

    public Task UntilAsync(HubState state) => Eventually.TrueAsync(() => Now.State == state, $"the hub becomes {state}, but it is {Now.State}");

    public Task UntilAttemptAsync(int attempts) => Eventually.TrueAsync(() => Connector.Attempts == attempts, $"attempt {attempts}");

    /// <summary>Waits until the worker sleeps; a wait of length zero is over at once.</summary>
    public Task UntilWaitingAsync() => Eventually.TrueAsync(() => Now.State == HubState.Retrying && Time.Timers > 0, "the worker waits for its next attempt");

    /// <summary>Waits for the end of the current attempt, then lets its wait pass, to the instant.</summary>
    public async Task PassWaitAsync()
    {
        await UntilWaitingAsync();
        var attempts = Connector.Attempts;
        Time.Advance(Status.UntilNextAttempt()!.Value);
        await UntilAttemptAsync(attempts + 1);
    }

    public IEnumerable<string> LinesOf(LogLevel level) => Log.Lines.Where(line => line.Level == level).Select(static line => line.Text);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Subscriptions.StopAsync().Soon();
        _stopping.Dispose();
        _loggers.Dispose();
    }
}
