namespace Gateway.Commands;

/// <summary>
/// What a lane tells people: once when more than half of the rate is used, once when commands are refused, once when that is
/// over; and the same of a hub that complains. Used inside the lane's lock.
/// </summary>
internal sealed partial class CommandLaneLog(string hub, CommandOptions options, TimeProvider time, ILogger logger)
{
    private readonly TokenBucket _calm = new(options.PerSecond / 2.0, options.Burst / 2.0, time);
    private bool _isWarned;
    private bool _isRefusing;
    private bool _isBusy;
    private long _refused;

    /// <summary>Looks whether something is over.</summary>
    public void Look(TokenBucket allowed, CommandPace pace)
    {
        if (_isBusy && pace.Describe() is null)
        {
            _isBusy = false;
            LogRecovered(logger, hub, options.PerSecond);
        }

        if (_isWarned && allowed.IsFull && pace.Pause is null)
        {
            _isWarned = _isRefusing = false;
            if (_refused > 0)
            {
                LogCalm(logger, hub, _refused);
                _refused = 0;
            }
        }
    }

    public void Admitted()
    {
        if (_calm.Take() is not null && !_isWarned)
        {
            _isWarned = true;
            LogMuch(logger, hub, options.PerSecond / 2.0, options.PerSecond);
        }
    }

    public void Refused()
    {
        _refused++;
        if (!_isRefusing && !_isBusy)
        {
            _isRefusing = true;
            LogRefusing(logger, hub, options.PerSecond, options.Burst);
        }

        _isWarned = true;
    }

    public void HubIsBusy(CommandPace pace)
    {
        if (!_isBusy)
        {
            _isBusy = true;
            LogBusy(logger, hub, pace.PerSecond, options.PerSecond, pace.Pause is { } pause ? $", and nothing for {Math.Ceiling(pause.TotalSeconds):0} s, as it asked" : "");
        }
    }

    /// <summary>Why a command is refused, for its caller.</summary>
    public string Words(bool isShared, CommandPace pace) => pace.Describe() switch
    {
        { Until: not null } => $"Hub '{hub}' says that it is asked too much, and for how long to leave it alone; this one was not sent.",
        { PerSecond: var rate } => $"Hub '{hub}' says that it is asked too much, and is sent {rate:0.##} commands per second for a while; this one was not sent.",
        null when isShared => $"Others send commands to hub '{hub}' too, and this client has had its share of {options.PerSecond} per second; this one was not sent. Send fewer, or raise 'Commands:PerSecond' for this hub if it can take more.",
        null => $"Hub '{hub}' is sent {options.PerSecond} commands per second at most, {options.Burst} at once; this one was not sent. Send fewer, or raise 'Commands:PerSecond' for this hub if it can take more.",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} is sent more than {Half} commands per second, half of what is allowed; above {PerSecond} they are refused.")]
    private static partial void LogMuch(ILogger logger, string hub, double half, int perSecond);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} is sent too many commands: more than {PerSecond} per second or {Burst} at once are refused. A script in a loop is the usual cause; where the hub can take more, raise Commands:PerSecond for it.")]
    private static partial void LogRefusing(ILogger logger, string hub, int perSecond, int burst);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is sent few commands again; {Refused} were refused.")]
    private static partial void LogCalm(ILogger logger, string hub, long refused);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} says that it is asked too much. It is sent {Rate} instead of {PerSecond} commands per second for a while{Pause}.")]
    private static partial void LogBusy(ILogger logger, string hub, double rate, int perSecond, string pause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} has not complained for a while and is sent up to {PerSecond} commands per second again.")]
    private static partial void LogRecovered(ILogger logger, string hub, int perSecond);
}
