using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Gateway.Commands;
using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;
using Gateway.Tests.Fakes;
using Gateway.Tests.Upstreams.Transports;
using Gateway.Upstreams;
using Gateway.Upstreams.Homey;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Upstreams.Homey;

/// <summary>A real connector and its sessions in front of a scripted Homey, on a clock that only the test moves.</summary>
internal sealed class HomeySessionRig : IAsyncDisposable
{
    public const string Token = "secret-token-0123456789";

    private readonly ConcurrentQueue<string> _events = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HubHttpRig _http = new();
    private readonly ILoggerFactory _loggers;
    private ScriptedHomeyConnection? _hub;
    private IUpstreamSession? _session;
    private bool _isEnded = true;

    private HomeySessionRig(ScriptedHomey homey, HomeyOptions? options)
    {
        Homey = homey;
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        Stream = new HubStream("homey", new HubStreamOptions(), Time, Remember);
        Subscriptions = new HubSubscriptions("Homey", Stream, new TopicIndex(), new SubscriptionOptions(TimeSpan.FromSeconds(5)), Time, static _ => { });
        Status = new UpstreamStatus(Subscriptions, Time);
        var upstream = new UpstreamOptions("homey", UpstreamKind.Homey, homey.Url, new Secret(Token), Enabled: true, new TlsOptions(null, null), "1")
        {
            Homey = options ?? new HomeyOptions(),
        };
        Connector = new HomeyConnector(upstream, new HomeyFeed(Stream), _http.Create(homey.Url, hub: "homey"), Status, Time, _loggers);
    }

    public ScriptedHomey Homey { get; }

    public FakeTime Time { get; } = new();

    public LogSink Log { get; } = new();

    public HubStream Stream { get; }

    public HubSubscriptions Subscriptions { get; }

    public UpstreamStatus Status { get; }

    public HomeyConnector Connector { get; }

    /// <summary>The hub's end of the newest connection.</summary>
    public ScriptedHomeyConnection Hub => _hub!;

    public IUpstreamSession Session => _session!;

    public Task<DisconnectReason> Reading { get; private set; } = Task.FromResult(DisconnectReason.Stopping);

    /// <summary>Topic, name and data of each event so far, the data byte for byte, and what came after it.</summary>
    public IReadOnlyList<string> Events => [.. _events];

    /// <summary>A connector that has not dialled yet.</summary>
    public static async Task<HomeySessionRig> CreateAsync(HomeyOptions? options = null) => new(await ScriptedHomey.StartAsync(), options);

    /// <summary>A session past its login.</summary>
    public static async Task<HomeySessionRig> OpenAsync(HomeyOptions? options = null)
    {
        var rig = await CreateAsync(options);
        await rig.OpenNextAsync();
        return rig;
    }

    /// <summary>Dials; the hub's end is then <see cref="Hub"/>.</summary>
    public async Task<Task<UpstreamOpening>> DialAsync()
    {
        var opening = Connector.OpenAsync(_stopping.Token);
        _hub = new ScriptedHomeyConnection(await Homey.AcceptAsync());
        return opening;
    }

    /// <summary>Ends the session, if any, and opens another from the same connector.</summary>
    public async Task OpenNextAsync(string open = ScriptedHomeyConnection.Open)
    {
        await EndSessionAsync();
        var opening = await DialAsync();
        await Hub.SignInAsync(open);
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

    public Task<CommandOutcome> SendAsync(string name, string args = "", bool wait = true, DateTimeOffset? expiresAt = null, CancellationToken cancellationToken = default) =>
        Session.SendAsync(new Command("homey", name, Encoding.UTF8.GetBytes(args)) { Wait = wait, ExpiresAt = expiresAt }, cancellationToken);

    public Task<WatchOutcome> AskAsync(string topic) => Session.WatchAsync(topic, CancellationToken.None);

    /// <summary>Watches a URI without state, or a device, or all devices; the hub says yes to everything.</summary>
    public async Task WatchAsync(string topic)
    {
        var watching = AskAsync(topic);
        if (topic is HomeyTopics.AllDevices)
        {
            await Hub.AcceptAsync(HomeyTopics.DevicesManager);
            await Hub.ListAsync();
            foreach (var _ in Hub.Devices)
            {
                await Hub.AckAsync(await Hub.ReadAsync("subscribe"), "null");
            }
        }
        else
        {
            await Hub.AcceptAsync(topic);
        }

        if (topic.StartsWith(HomeyTopics.DevicePrefix, StringComparison.Ordinal) && (Hub.Devices.Count > 0 || topic is not HomeyTopics.AllDevices))
        {
            await Hub.ListAsync();
        }

        (await watching.Soon()).ShouldBe(WatchOutcome.Live);
    }

    /// <summary>Returns when everything the hub has sent so far was handled; fails when anything was written that the test did not read.</summary>
    public async Task SettleAsync()
    {
        var asked = SendAsync("barrier homey:manager:test");
        await Hub.AckAsync(await Hub.ReadCallAsync("barrier"), "null");
        (await asked.Soon()).Status.ShouldBe(CommandStatus.Ok);
    }

    /// <summary>Moves the clock once so many timers wait.</summary>
    public async Task AdvanceAsync(TimeSpan by, int timers)
    {
        await Eventually.TrueAsync(() => Time.Timers >= timers, $"{timers} timers wait, there are {Time.Timers}");
        Time.Advance(by);
    }

    public Task UntilEventsAsync(int events) => Eventually.TrueAsync(() => Events.Count >= events, $"{events} events, there are {Events.Count}");

    public IEnumerable<string> LinesOf(LogLevel level) => Log.Lines.Where(line => line.Level == level).Select(static line => line.Text);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Reading.Soon();
        await EndSessionAsync();
        await Homey.DisposeAsync();
        await _http.DisposeAsync();
        _stopping.Dispose();
        _loggers.Dispose();
        Log.Lines.ShouldAllBe(static line => !line.Text.Contains(Token, StringComparison.Ordinal));
    }

    private void Remember(HubEvent hubEvent)
    {
        using var payload = JsonDocument.Parse(hubEvent.Payload);
        var root = payload.RootElement;
        var more = root.TryGetProperty("more", out var further) ? $" more {further.GetRawText()}" : "";
        _events.Enqueue($"{hubEvent.Topic} {root.GetProperty("name").GetString()} {root.GetProperty("data").GetRawText()}{more}");
    }
}
