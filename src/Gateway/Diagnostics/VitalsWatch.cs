namespace Gateway.Diagnostics;

/// <summary>Looks every few seconds whether something has stopped that only a new start can mend, and says so in the log, once each. Thread-safe.</summary>
internal sealed partial class VitalsWatch(IEnumerable<IVitals> vitals, TimeProvider time, ILogger<VitalsWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly IVitals[] _vitals = [.. vitals];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly Lock _looking = new();
    private int _last;

    /// <summary>How many parts have stopped. May take a second.</summary>
    public int CountFailures()
    {
        // Everybody may ask, and asking may take a second: one looks, the others are told what was seen last.
        if (!_looking.TryEnter())
        {
            return Volatile.Read(ref _last);
        }

        try
        {
            return _last = Look();
        }
        finally
        {
            _looking.Exit();
        }
    }

    private int Look()
    {
        var failures = _vitals.SelectMany(static part => part.Failures()).ToArray();
        foreach (var failure in failures.Where(_told.Add))
        {
            LogFailure(logger, failure);
        }

        _told.IntersectWith(failures);
        return failures.Length;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                CountFailures();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Failure}. /healthz says so too: start the gateway anew, and please report it with the log.")]
    private static partial void LogFailure(ILogger logger, string failure);
}
