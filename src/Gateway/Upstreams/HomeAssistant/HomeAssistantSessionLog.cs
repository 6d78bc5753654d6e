using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>What a session has to say to people. A fault that repeats is told once per session, and counted.</summary>
internal sealed partial class HomeAssistantSessionLog(ILogger logger, string hub, HubTraffic? traffic = null)
{
    private readonly SentRefusalLog _refusals = new(logger, hub);
    private bool _toldBadFrame;
    private bool _toldIdReuse;
    private bool _toldFitsNobody;
    private bool _toldOddStates;

    public void BadFrame(string fault, int length)
    {
        traffic?.CouldNotRead();
        if (!_toldBadFrame)
        {
            _toldBadFrame = true;
            LogBadFrame(logger, hub, length, fault);
        }
    }

    public void FitsNobody(int length)
    {
        traffic?.CouldNotRead();
        if (!_toldFitsNobody)
        {
            _toldFitsNobody = true;
            LogFitsNobody(logger, hub, length);
        }
    }

    /// <param name="parts">How many were left out; 0 says nothing.</param>
    /// <param name="fault">One of them.</param>
    public void OddStates(int parts, string? fault)
    {
        for (var part = 0; part < parts; part++)
        {
            traffic?.CouldNotRead();
        }

        if (parts > 0 && !_toldOddStates)
        {
            _toldOddStates = true;
            LogOddStates(logger, hub, fault ?? "it is not as expected");
        }
    }

    public void IdReuse(long id)
    {
        if (!_toldIdReuse)
        {
            _toldIdReuse = true;
            LogIdReuse(logger, hub, id);
        }
    }

    public void StraySubscription(long id) => LogStray(logger, hub, id);

    public void RefusedAfterSent(string type, string error) => _refusals.Tell(type, error);

    public void Starting(string state) => LogStarting(logger, hub, state);

    public void Running() => LogRunning(logger, hub);

    public void Failed(Exception exception) => LogFailed(logger, hub, exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub}: the session failed by a fault of the gateway. A new one is opened.")]
    private static partial void LogFailed(ILogger logger, string hub, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} sent a frame of {Length} bytes that is no message: {Fault}. It was skipped; further ones of this session are only counted.")]
    private static partial void LogBadFrame(ILogger logger, string hub, int length, string fault);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} sent a message of {Length} bytes that nobody waits for, or that says nothing. It was skipped; further ones of this session are only counted.")]
    private static partial void LogFitsNobody(ILogger logger, string hub, int length);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} sent entities of which something was left out: {Fault}. The rest was taken; further ones of this session are only counted.")]
    private static partial void LogOddStates(ILogger logger, string hub, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} says that id {Id} was used before, under which nothing waits for an answer. Nothing follows from it; further ones of this session are only counted.")]
    private static partial void LogIdReuse(ILogger logger, string hub, long id);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} sends events under id {Id}, which nobody asked for; it is unsubscribed.")]
    private static partial void LogStray(ILogger logger, string hub, long id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is still {State}; triggers and service calls wait until it is RUNNING.")]
    private static partial void LogStarting(ILogger logger, string hub, string state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is RUNNING.")]
    private static partial void LogRunning(ILogger logger, string hub);
}
