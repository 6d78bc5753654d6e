using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>What a session has to say to people. A fault that repeats is told once per session, and counted.</summary>
internal sealed partial class DeconzSessionLog(ILogger logger, string hub, HubTraffic? traffic = null)
{
    private readonly SentRefusalLog _refusals = new(logger, hub);
    private bool _toldBadFrame;
    private bool _toldCompareFailed;

    public void BadFrame(string fault, int length)
    {
        traffic?.CouldNotRead();
        if (!_toldBadFrame)
        {
            _toldBadFrame = true;
            LogBadFrame(logger, hub, length, fault);
        }
    }

    public void CompareFailed(string reason)
    {
        if (!_toldCompareFailed)
        {
            _toldCompareFailed = true;
            LogCompareFailed(logger, hub, reason);
        }
    }

    public void Compared() => _toldCompareFailed = false;

    public void Untold(int states) => LogUntold(logger, hub, states);

    public void RefusedAfterSent(string command, string error) => _refusals.Tell(command, error);

    public void Failed(Exception exception) => LogFailed(logger, hub, exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} sent a frame of {Length} bytes that is no message: {Fault}. It was skipped; further ones of this session are only counted.")]
    private static partial void LogBadFrame(ILogger logger, string hub, int length, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub}: its whole state could not be compared; it is tried again. {Reason}")]
    private static partial void LogCompareFailed(ILogger logger, string hub, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} did not tell {States} changed states by its WebSocket; they were fetched.")]
    private static partial void LogUntold(ILogger logger, string hub, int states);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub}: watching over the session failed by a fault of the gateway.")]
    private static partial void LogFailed(ILogger logger, string hub, Exception exception);
}
