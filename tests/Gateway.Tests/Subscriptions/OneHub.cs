using System.Text;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Subscriptions;

/// <summary>One hub's part of the registry with everything around it under the test's control. All of it runs in the test's own thread.</summary>
internal sealed class OneHub
{
    private readonly List<FakeReceiver> _clients = [];
    private readonly List<Task> _answers = [];
    private readonly TopicIndex _index;

    public OneHub(TimeSpan? linger = null, HubStreamOptions? history = null, Random? order = null)
    {
        Steps = new StepContext(order);
        _index = new TopicIndex(history?.Age);
        Stream = new HubStream("home", history ?? new HubStreamOptions(), Time, _index.Deliver) { Keeps = _index.Wanted.Keeps };
        Stream.Family("entities", "entities/");
        Stream.Family("lights", "lights/");
        Hub = new HubSubscriptions("Test", Stream, _index, new SubscriptionOptions(linger ?? TimeSpan.FromSeconds(5)), Time, hub => Statuses.Add(hub.Status()))
        {
            Faulted = (key, exception) => Faults.Add($"{key}: {exception.GetType().Name}"),
        };
        Hub.Attach(Watch);
        Hub.ConnectionChanged(new HubConnection(HubState.Connecting, Time.GetUtcNow()));
        Statuses.Clear();
    }

    public FakeTime Time { get; } = new();

    public FakeWatch Watch { get; } = new();

    public StepContext Steps { get; }

    public HubStream Stream { get; }

    public HubSubscriptions Hub { get; }

    /// <summary>What could not be asked for by a fault of the gateway's own.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Every status that clients were told.</summary>
    public List<HubStatus> Statuses { get; } = [];

    /// <summary>The rows of the registry, <c>topic=state*subscribers</c>.</summary>
    public IReadOnlyList<string> Rows => [.. Hub.Describe(AllRights.Instance).Select(static row => $"{row.Topic}={row.State}*{row.Subscribers}")];

    public FakeReceiver Client()
    {
        var client = new FakeReceiver();
        _clients.Add(client);
        return client;
    }

    /// <summary>This one is a client here too.</summary>
    public OneHub With(FakeReceiver client)
    {
        _clients.Add(client);
        return this;
    }

    public OneHub Opened()
    {
        Open();
        return this;
    }

    public void Open() => Do(() =>
    {
        Watch.Open();
        Hub.SessionOpened(Watch);
        Hub.ConnectionChanged(new HubConnection(HubState.Online, Time.GetUtcNow(), WasTried: true));
    });

    public void Close() => Do(() =>
    {
        Watch.Close();
        Hub.SessionClosed();
        Hub.ConnectionChanged(new HubConnection(HubState.Retrying, Time.GetUtcNow(), "The hub is away.", WasTried: true));
    });

    /// <summary>Begins to subscribe and does all that can be done without the hub's answer.</summary>
    public Task<IReadOnlyList<TopicAnswer>> Ask(FakeReceiver client, params string[] topics) => Resume(client, null, topics);

    /// <summary>The same, for a test that looks at what the client hears.</summary>
    public void Subscribe(FakeReceiver client, params string[] topics) => _answers.Add(Ask(client, topics));

    public Task<IReadOnlyList<TopicAnswer>> Resume(FakeReceiver client, Cursor? cursor, params string[] topics)
    {
        Task<IReadOnlyList<TopicAnswer>> answer = null!;
        Do(() => answer = Hub.SubscribeAsync(client, new SubscribeRequest(topics, cursor), CancellationToken.None));
        return answer;
    }

    public IReadOnlyList<string> Unsubscribe(FakeReceiver client, params string[] topics)
    {
        IReadOnlyList<string> dropped = [];
        Do(() => dropped = Hub.Unsubscribe(client, topics));
        return dropped;
    }

    public void Leave(FakeReceiver client) => Do(() =>
    {
        client.IsClosed = true;
        Hub.RemoveClient(client);
    });

    public void Advance(TimeSpan by) => Do(() => Time.Advance(by));

    public void Answer(string key, WatchOutcome outcome) => Do(() => Watch.Answer(key, outcome));

    public void Confirm(string key) => Do(() => Watch.Confirm(key));

    /// <summary>An event of the hub; <c>entities/</c> and <c>lights/</c> have state.</summary>
    public void Append(string topic, string data)
    {
        var hasState = topic.Contains('/', StringComparison.Ordinal);
        var family = hasState ? topic[..topic.IndexOf('/', StringComparison.Ordinal)] : "bus";
        var name = hasState ? topic[(family.Length + 1)..] : topic;
        Stream.Append(
            Stream.Family(family), Encoding.UTF8.GetBytes(name), "changed"u8, Encoding.UTF8.GetBytes(data), hasState ? Retention.Value : Retention.None);
    }

    public void Do(Action action)
    {
        Steps.Enter(action);
        Run();
    }

    /// <summary>Everything that can happen has happened when this returns.</summary>
    public void Run()
    {
        while (Steps.Step() || _clients.Exists(static client => client.RunDeferred()))
        {
        }
    }

    /// <summary>Every answer was given, and nothing waits for the clock.</summary>
    public async Task NoTimersAsync() => await Eventually.TrueAsync(
        () =>
        {
            Run();
            return Time.Timers == 0 && _answers.TrueForAll(static answer => answer.IsCompleted);
        },
        "no timer is left");

    /// <summary>The answer to a subscribe call, by topic: <c>live</c>, or <c>failed: words</c>.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(Task<IReadOnlyList<TopicAnswer>> answer)
    {
        await Eventually.TrueAsync(
            () =>
            {
                Run();
                return answer.IsCompleted;
            },
            "the answer to Subscribe");
        return [.. (await answer.Soon()).Select(static row => row.Error is null ? $"{row.State}" : $"{row.State}: {row.Error}")];
    }
}
