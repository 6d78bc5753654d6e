using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.DemoHubs.Pryv;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.Transports;
using Gateway.Upstreams;
using Gateway.Upstreams.Pryv;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Pryv;

/// <summary>
/// One Pryv hub of the gateway with everything real but the waits between attempts, which are short. At its end no line of the
/// log may hold the token.
/// </summary>
internal sealed class PryvRig : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<HubStatus> _statuses = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<LocalClient> _clients = [];
    private readonly HubHttpRig _http = new();
    private readonly ILoggerFactory _loggers;
    private readonly UpstreamLink _link;
    private readonly Task _running;
    private readonly string _token;

    private PryvRig(Uri url, string user, string token, string dialect, TimeSpan linger)
    {
        _token = token;
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        var index = new TopicIndex();
        Stream = new HubStream("diary", new HubStreamOptions(), TimeProvider.System, hubEvent =>
        {
            Remember(hubEvent);
            index.Deliver(hubEvent);
        });
        Subscriptions = new HubSubscriptions("Pryv", Stream, index, new SubscriptionOptions(linger), TimeProvider.System, it => _statuses.Enqueue(it.Status()));
        var status = new UpstreamStatus(Subscriptions, TimeProvider.System);
        var options = new UpstreamOptions("diary", UpstreamKind.Pryv, url, new Secret(token), Enabled: true, new TlsOptions(null, null), "1")
        {
            Pryv = new PryvOptions { User = user, Dialect = Enum.Parse<PryvDialect>(dialect) },
        };
        var connector = new PryvConnector(options, new PryvFeed(Stream), status, _http.Create(url, hub: "diary", kind: UpstreamKind.Pryv), TimeProvider.System, _loggers);
        _link = new UpstreamLink("diary", connector) { UntilNextAttempt = status.UntilNextAttempt };
        Subscriptions.Attach(_link);
        var backoff = new Backoff(new Random(1), TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(100));
        _running = new UpstreamWorker(connector, _link, Subscriptions, status, new HubTraffic(), backoff, TimeProvider.System, _loggers.CreateLogger<UpstreamWorker>()).RunAsync(_stopping.Token);
    }

    public LogSink Log { get; } = new();

    public HubStream Stream { get; }

    public HubSubscriptions Subscriptions { get; }

    public HubStatus Now => Subscriptions.Status();

    public IReadOnlyList<HubStatus> Statuses => [.. _statuses];

    /// <summary>Topic, name and data of each event of the hub's stream so far, the data byte for byte.</summary>
    public IReadOnlyList<string> Events => [.. _events];

    /// <summary>Set by a test in which an Error line is part of what it proves.</summary>
    public bool ErrorsAreExpected { get; set; }

    /// <summary>A rig that may not be able to connect.</summary>
    public static PryvRig Start(Uri url, string user, string token, string dialect = "Auto", TimeSpan? linger = null) =>
        new(url, user, token, dialect, linger ?? TimeSpan.FromSeconds(5));

    /// <summary>A rig that is online.</summary>
    public static async Task<PryvRig> OpenAsync(DiaryDemoHub hub, string? token = null, TimeSpan? linger = null)
    {
        var rig = Start(hub.Url, hub.User, token ?? hub.Token, linger: linger);
        await rig.UntilAsync(HubState.Online);
        return rig;
    }

    /// <summary>A client whose topics are live.</summary>
    public async Task<LocalClient> SubscribeAsync(params string[] topics)
    {
        var client = new LocalClient();
        _clients.Add(client);
        foreach (var topic in topics)
        {
            var answer = await client.SubscribeAsync(Subscriptions, topic);
            answer.State.ShouldBe(SubscriptionState.Live, answer.Error);

            // The answer may be there before the client's own queue has told it so; a hub that goes away in between is never "live".
            await client.UntilAsync(topic, "live");
        }

        return client;
    }

    /// <summary>A client that comes back with the cursor it had.</summary>
    public async Task<LocalClient> ResumeAsync(string topic, Cursor from)
    {
        var client = new LocalClient();
        _clients.Add(client);
        await Subscriptions.SubscribeAsync(client.Queue, new SubscribeRequest([topic]) { ResumeFrom = from }, CancellationToken.None).Soon();
        return client;
    }

    public async Task<CommandOutcome> SendAsync(string name, string args = "", TimeSpan? timeout = null, bool wait = true, DateTimeOffset? expiresAt = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Eventually.Limit);
        var command = new Command("diary", name, Encoding.UTF8.GetBytes(args)) { Wait = wait, ExpiresAt = expiresAt };
        return await _link.SendAsync(command, deadline.Token).Soon();
    }

    public Task<CommandOutcome> WriteRawAsync(string packet) => _link.WriteRawAsync(Encoding.UTF8.GetBytes(packet), CancellationToken.None).Soon();

    public void Reconnect() => _link.Reconnect();

    public Task UntilAsync(HubState state) => Eventually.TrueAsync(() => Now.State == state, $"the hub becomes {state}, but it is {Now.State}: {Now.Reason}");

    public Task UntilEventsAsync(int count) => Eventually.TrueAsync(() => Events.Count >= count, $"{count} events; there are {string.Join(" | ", Events)}");

    public IEnumerable<string> LinesOf(LogLevel level) => Log.Lines.Where(line => line.Level == level).Select(static line => line.Text);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.Soon();
        await Subscriptions.StopAsync().Soon();
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _http.DisposeAsync();
        _loggers.Dispose();
        _stopping.Dispose();
        Log.Lines.Concat(_http.Log.Lines).ShouldNotContain(line => line.Text.Contains(_token, StringComparison.Ordinal));
        Statuses.ShouldNotContain(status => status.ToString().Contains(_token, StringComparison.Ordinal));
        Events.ShouldNotContain(line => line.Contains(_token, StringComparison.Ordinal));
        if (!ErrorsAreExpected)
        {
            Log.Errors.ShouldBeEmpty();
        }
    }

    private void Remember(HubEvent hubEvent)
    {
        using var payload = JsonDocument.Parse(hubEvent.Payload);
        _events.Enqueue($"{hubEvent.Topic} {payload.RootElement.GetProperty("name").GetString()} {payload.RootElement.GetProperty("data").GetRawText()}");
    }
}
