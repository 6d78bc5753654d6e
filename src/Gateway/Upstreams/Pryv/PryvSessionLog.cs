using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Pryv;

/// <summary>What a hub's sessions have to say to people. A fault that repeats is told once, and counted. The token is in none of it.</summary>
internal sealed partial class PryvSessionLog(ILogger logger, string hub, TokenRedaction redaction, HubTraffic? traffic = null)
{
    private const int MaxNames = 100;
    private const int MaxName = 100;

    private readonly SentRefusalLog _refusals = new(logger, hub);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public void UnknownMessage(string name)
    {
        lock (_told)
        {
            // A server that invents names without end is not written down without end.
            name = redaction.Clean(name);
            name = name.Length > MaxName ? name[..MaxName] + "…" : name;
            if (_told.Count < MaxNames && _told.Add(name))
            {
                LogUnknownMessage(logger, hub, name);
            }
        }
    }

    /// <summary>Those of a session are counted once, when the first of them is told.</summary>
    public void OddChanges(long count)
    {
        traffic?.CouldNotRead();
        LogOddChanges(logger, hub, count);
    }

    public void FetchFailed(string words) => LogFetchFailed(logger, hub, redaction.Clean(words));

    public void FetchWorks() => LogFetchWorks(logger, hub);

    public void RefusedAfterSent(string method, PryvError error) => _refusals.Tell(method, error.Words(redaction));

    public void Moved(string core) => LogMoved(logger, hub, core);

    public void Speaks(PryvDialect dialect) => LogSpeaks(logger, hub, dialect);

    public void Unrung(TimeSpan silence) => LogUnrung(logger, hub, silence.TotalMinutes);

    public void DoorbellFailed(Exception exception) => LogDoorbellFailed(logger, hub, exception);

    public void DoorbellEnded() => LogDoorbellEnded(logger, hub);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} sends {Name}, which no topic stands for; it is skipped.")]
    private static partial void LogUnknownMessage(ILogger logger, string hub, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} listed {Count} changes without an id or a time. They were skipped; further ones of this session are only counted.")]
    private static partial void LogOddChanges(ILogger logger, string hub, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub}: the changed events cannot be fetched ({Words}). It is tried again; nothing is lost.")]
    private static partial void LogFetchFailed(ILogger logger, string hub, string words);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub}: the changed events are fetched again.")]
    private static partial void LogFetchWorks(ILogger logger, string hub);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub}: the account lives at {Core}, as its server says.")]
    private static partial void LogMoved(ILogger logger, string hub, string core);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} speaks Pryv's {Dialect} protocol.")]
    private static partial void LogSpeaks(ILogger logger, string hub, PryvDialect dialect);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} announced nothing for {Minutes:0} min; its events are fetched to be sure.")]
    private static partial void LogUnrung(ILogger logger, string hub, double minutes);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub}: the session ends, and with it the fetching.")]
    private static partial void LogDoorbellEnded(ILogger logger, string hub);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub}: fetching changed events failed by a fault of the gateway. A new session is opened.")]
    private static partial void LogDoorbellFailed(ILogger logger, string hub, Exception exception);
}
