namespace Gateway.Commands;

/// <summary>
/// The way to one hub and how much may go along it: a warning in the log when more than half of the allowed rate is used, refusal
/// above it. A hub that is asked too much grows slow for everybody, and some close the connection. Thread-safe.
/// </summary>
internal sealed partial class CommandLane(string hub, ICommandTarget target, CommandOptions options, TimeProvider time, ILogger logger)
{
    private readonly TokenBucket _allowed = new(options.PerSecond, options.Burst, time);
    private readonly TokenBucket _calm = new(options.PerSecond / 2.0, options.Burst / 2.0, time);
    private bool _isWarned;
    private long _refused;

    public ICommandTarget Target => target;

    public TimeSpan Timeout => options.Timeout;

    /// <summary>Counts one more command; null when it may go.</summary>
    public CommandOutcome? Admit()
    {
        if (_allowed.IsFull && Interlocked.Exchange(ref _isWarned, false) && Interlocked.Exchange(ref _refused, 0) is > 0 and var refused)
        {
            LogCalm(logger, hub, refused);
        }

        if (_allowed.Take() is { } wait)
        {
            if (Interlocked.Increment(ref _refused) == 1)
            {
                LogRefusing(logger, hub, options.PerSecond, options.Burst);
            }

            Volatile.Write(ref _isWarned, true);
            return CommandOutcome.Limited(
                $"Hub '{hub}' is sent {options.PerSecond} commands per second at most, {options.Burst} at once; this one was not sent. Send fewer, or raise 'Commands:PerSecond' for this hub if it can take more.",
                wait);
        }

        if (_calm.Take() is not null && !Interlocked.Exchange(ref _isWarned, true))
        {
            LogBusy(logger, hub, options.PerSecond / 2.0, options.PerSecond);
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} is sent more than {Half} commands per second, half of what is allowed; above {PerSecond} they are refused.")]
    private static partial void LogBusy(ILogger logger, string hub, double half, int perSecond);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} is sent too many commands: more than {PerSecond} per second or {Burst} at once are refused. A script in a loop is the usual cause; where the hub can take more, raise Commands:PerSecond for it.")]
    private static partial void LogRefusing(ILogger logger, string hub, int perSecond, int burst);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is sent few commands again; {Refused} were refused.")]
    private static partial void LogCalm(ILogger logger, string hub, long refused);
}
