using System.Diagnostics.Metrics;

namespace Gateway.Diagnostics;

/// <summary>Which alarms stand. Each is told in the log when it comes and when it goes, and is a series of <c>gateway.alarms</c>. Thread-safe.</summary>
internal sealed partial class AlarmBoard : BackgroundService, IInstruments
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private readonly IAlarms[] _sources;
    private readonly TimeProvider _time;
    private readonly ILogger<AlarmBoard> _logger;
    private readonly Lock _looking = new();
    private Dictionary<(string Name, string? Hub), Alarm> _standing = [];

    public AlarmBoard(IEnumerable<IAlarms> sources, IMeterFactory factory, TimeProvider time, ILogger<AlarmBoard> logger)
    {
        _sources = [.. sources];
        _time = time;
        _logger = logger;
        GatewayMeter.Of(factory).CreateObservableGauge(
            "gateway.alarms",
            () => Look().Select(static alarm => new Measurement<int>(1, new("alarm", alarm.Name), new KeyValuePair<string, object?>("hub", alarm.Hub ?? ""))),
            description: "1 for each alarm that stands.");
    }

    /// <summary>The alarms that stand now, oldest first, each with the time since which it does.</summary>
    public IReadOnlyList<Alarm> Look()
    {
        // One looks at a time, or what was seen earlier could be taken in later. Who comes meanwhile is not kept waiting, since what is asked
        // may stand still: it is told what stood last.
        if (!_looking.TryEnter())
        {
            return InOrder(Volatile.Read(ref _standing));
        }

        try
        {
            var standing = Ask(_time.GetUtcNow());
            Volatile.Write(ref _standing, standing);
            return InOrder(standing);
        }
        finally
        {
            _looking.Exit();
        }
    }

    private static IReadOnlyList<Alarm> InOrder(Dictionary<(string Name, string? Hub), Alarm> standing) => [.. standing.Values.OrderBy(static alarm => alarm.Since)];

    /// <summary>Tells in the log what has come and what has gone.</summary>
    private Dictionary<(string Name, string? Hub), Alarm> Ask(DateTimeOffset now)
    {
        var standing = new Dictionary<(string Name, string? Hub), Alarm>();
        foreach (var alarm in _sources.SelectMany(static source => source.Standing()))
        {
            var key = (alarm.Name, alarm.Hub);
            var isNew = !_standing.TryGetValue(key, out var known);
            standing[key] = alarm with { Since = alarm.Since ?? known?.Since ?? now };
            if (isNew && !alarm.IsLogged)
            {
                LogRaised(_logger, alarm.Name, alarm.Hub ?? "the gateway", alarm.Text);
            }
        }

        foreach (var (key, alarm) in _standing.Where(row => !standing.ContainsKey(row.Key) && !row.Value.IsLogged))
        {
            LogOver(_logger, key.Name, key.Hub ?? "the gateway", (now - alarm.Since!.Value).TotalSeconds);
        }

        return standing;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Alarm {Alarm} of {Hub}: {Text}")]
    private static partial void LogRaised(ILogger logger, string alarm, string hub, string text);

    [LoggerMessage(Level = LogLevel.Information, Message = "Alarm {Alarm} of {Hub} is over after {Seconds:0} s.")]
    private static partial void LogOver(ILogger logger, string alarm, string hub, double seconds);
}
