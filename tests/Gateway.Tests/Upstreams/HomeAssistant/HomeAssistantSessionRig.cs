using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Upstreams;
using Gateway.Upstreams.HomeAssistant;
using Gateway.Upstreams.Transports;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>A real connector and its sessions in front of a scripted hub, on a clock that only the test moves.</summary>
internal sealed class HomeAssistantSessionRig : IAsyncDisposable
{
    public const string Token = "secret-token-0123456789";

    private readonly ConcurrentQueue<string> _events = new();
    private readonly ConcurrentQueue<HubStatus> _statuses = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggerFactory _loggers;
    private ScriptedConnection? _wire;
    private IUpstreamSession? _session;
    private bool _isEnded = true;

    private HomeAssistantSessionRig(ScriptedHub hub, Uri? url, TlsOptions? tls, HomeAssistantOptions? options)
    {
        Hub = hub;
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        var stream = new HubStream("home", new HubStreamOptions(), Time, Remember);
        var subscriptions = new HubSubscriptions(
            "HomeAssistant", stream, new TopicIndex(), new SubscriptionOptions(TimeSpan.FromSeconds(5)), Time, it => _statuses.Enqueue(it.Status()));
        Status = new UpstreamStatus(subscriptions, Time);
        Stream = stream;
        var upstream = new UpstreamOptions(
            "home", UpstreamKind.HomeAssistant, url ?? hub.Url, new Secret(Token), Enabled: true, tls ?? new TlsOptions(null, null), "1")
        {
            HomeAssistant = options ?? new HomeAssistantOptions(),
            Traffic = Traffic,
        };
        Connector = new HomeAssistantConnector(upstream, new HomeAssistantFeed(stream), Status, Time, _loggers);
    }

    public ScriptedHub Hub { get; }

    public FakeTime Time { get; } = new();

    public LogSink Log { get; } = new();

    public HubStream Stream { get; }

    public UpstreamStatus Status { get; }

    public HomeAssistantConnector Connector { get; }

    /// <summary>The hub's end of the newest connection.</summary>
    public ScriptedConnection Wire => _wire!;

    public IUpstreamSession Session => _session!;

    public HubTraffic Traffic { get; } = new();

    public Task<DisconnectReason> Reading { get; private set; } = Task.FromResult(DisconnectReason.Stopping);

    /// <summary>Topic, name and data of each event so far, the data byte for byte.</summary>
    public IReadOnlyList<string> Events => [.. _events];

    public IReadOnlyList<HubStatus> Statuses => [.. _statuses];

    /// <summary>A connector that has not dialled yet.</summary>
    public static HomeAssistantSessionRig Create(ScriptedHub hub, Uri? url = null, TlsOptions? tls = null, HomeAssistantOptions? options = null) => new(hub, url, tls, options);

    /// <summary>A session past its login.</summary>
    public static async Task<HomeAssistantSessionRig> OpenAsync(string runState = "RUNNING", HomeAssistantOptions? options = null)
    {
        var rig = Create(await ScriptedHub.StartAsync(), options: options);
        await rig.OpenNextAsync(runState);
        return rig;
    }

    /// <summary>Ends the session, if any, and opens another from the same connector.</summary>
    public async Task OpenNextAsync(string runState = "RUNNING")
    {
        await EndSessionAsync();
        var opening = Connector.OpenAsync(_stopping.Token);
        _wire = await Hub.AcceptAsync();
        await _wire.SignInAsync(runState);
        _session = (await opening.Soon()).Session.ShouldNotBeNull();
        _isEnded = false;
        Reading = _session.ReadAsync(_stopping.Token);
        Status.Opened(_session.Version, _session.Notice);
    }

    /// <summary>What the worker does once reading has ended.</summary>
    public async Task EndSessionAsync()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            await Session.DisposeAsync().AsTask().Soon();
        }
    }

    public Task<CommandOutcome> SendAsync(string name, string args = "", CancellationToken cancellationToken = default) =>
        Session.SendAsync(new Command("home", name, Encoding.UTF8.GetBytes(args)), cancellationToken);

    /// <summary>Asks the hub for a key and lets it say yes; answers the id.</summary>
    public async Task<long> WatchAsync(string key, string type = "subscribe_events", string? firstEvent = null)
    {
        var watching = Session.WatchAsync(key, CancellationToken.None);
        var id = await Wire.AcceptAsync(type);
        if (firstEvent is not null)
        {
            await Wire.EventAsync(id, firstEvent);
        }

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
        return id;
    }

    /// <summary>Un-asks a key and lets the hub say yes.</summary>
    public async Task UnwatchAsync(string key)
    {
        var leaving = Session.UnwatchAsync(key, CancellationToken.None);
        await Wire.AcceptAsync("unsubscribe_events");
        await leaving.Soon();
    }

    /// <summary>
    /// Returns when everything the hub has sent so far was handled; fails when anything was written to the hub that the
    /// test did not read.
    /// </summary>
    public async Task SettleAsync()
    {
        var asked = SendAsync("barrier");
        await Wire.AcceptAsync("barrier");
        (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    public Task UntilTimersAsync(int timers) => Eventually.TrueAsync(() => Time.Timers == timers, $"{timers} timers wait, there are {Time.Timers}");

    /// <summary>How many requests are written, or being written, and not answered.</summary>
    public int Unanswered => ((Gateway.Upstreams.HomeAssistant.HomeAssistantSession)Session).Unanswered;

    public Task UntilUnansweredAsync(int requests) =>
        Eventually.TrueAsync(() => Unanswered == requests, $"{requests} requests are written, or being written");

    public Task UntilFramesAsync(long frames) => Eventually.TrueAsync(() => Session.FramesRead >= frames, $"{frames} frames were read");

    public IEnumerable<string> LinesOf(LogLevel level) => Log.Lines.Where(line => line.Level == level).Select(static line => line.Text);

    /// <summary>What the worker does when the gateway stops.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Eventually.TrueAsync(
            () =>
            {
                // A hub that does not listen is given its time, and then cut.
                Time.Advance(TimeSpan.FromSeconds(1));
                return Reading.IsCompleted;
            },
            "the session ends");
        await EndSessionAsync();
        await Hub.DisposeAsync();
        _stopping.Dispose();
        _loggers.Dispose();
    }

    private void Remember(HubEvent hubEvent)
    {
        using var payload = JsonDocument.Parse(hubEvent.Payload);
        _events.Enqueue($"{hubEvent.Topic} {payload.RootElement.GetProperty("name").GetString()} {payload.RootElement.GetProperty("data").GetRawText()}");
    }
}
