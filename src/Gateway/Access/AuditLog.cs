using System.Net;
using Gateway.Configuration;

namespace Gateway.Access;

/// <summary>
/// Who did what, from where, to which hub, with what outcome: one structured line each in the category <c>Gateway.Audit</c>, at
/// Information. Texts of clients are cut and kept in one line. Thread-safe.
/// </summary>
internal sealed partial class AuditLog
{
    public const string Category = "Gateway.Audit";

    /// <summary>Refusals of one address that are told within a minute; further ones are told as a number.</summary>
    public const int RefusalsPerMinute = 10;

    private const int MaxAddresses = 1000;

    private const string Unnamed = "-";

    private readonly ILogger _logger;
    private readonly bool _withArguments;
    private readonly WindowCounts _refusals;
    private readonly AccessMetrics _metrics;

    public AuditLog(ILoggerFactory loggers, AccessOptions options, AccessMetrics metrics, TimeProvider time)
    {
        _metrics = metrics;
        _logger = loggers.CreateLogger(Category);
        _withArguments = options.AuditArguments;
        _refusals = new WindowCounts(TimeSpan.FromMinutes(1), MaxAddresses, time);
    }

    /// <summary>Whether arguments are wanted, so that nobody makes a text of them in vain.</summary>
    public bool WantsArguments => _withArguments && _logger.IsEnabled(LogLevel.Information);

    public void Write(AuditEntry entry)
    {
        var milliseconds = Math.Round(entry.Elapsed.TotalMilliseconds, 1);
        if (_withArguments && entry.Arguments is { } arguments)
        {
            LogWithArguments(_logger, entry.Action, ShownText.Cut(entry.Who), entry.From, entry.Hub ?? Unnamed, Shown(entry.Name ?? Unnamed), entry.Outcome, milliseconds, Shown(arguments));
        }
        else
        {
            LogEntry(_logger, entry.Action, ShownText.Cut(entry.Who), entry.From, entry.Hub ?? Unnamed, Shown(entry.Name ?? Unnamed), entry.Outcome, milliseconds);
        }
    }

    /// <summary>Somebody was not let in. However many knock, an address writes a bounded number of lines.</summary>
    /// <param name="address">From where.</param>
    /// <param name="who">The caller's name where it has one.</param>
    /// <param name="request">Method and path, without the query.</param>
    /// <param name="outcome">The problem's name.</param>
    public void Refused(IPAddress? address, string who, string request, string outcome)
    {
        _metrics.Refused(outcome);
        if (_refusals.Add(ClientAddress.Block(address)).Count <= RefusalsPerMinute)
        {
            Write(new AuditEntry(who, ClientAddress.Of(address), AuditAction.Refused, Hub: null, request, outcome));
        }
    }

    public void KeyChanged(KeyChange change) => Write(new AuditEntry("owner", "configuration", AuditAction.Key, Hub: null, change.Name, change.What));

    /// <summary>Tells how many refusals were not told one by one.</summary>
    public void TellSuppressed()
    {
        foreach (var (address, count) in _refusals.TakeEnded().Where(static ended => ended.Count > RefusalsPerMinute))
        {
            LogSuppressed(_logger, count - RefusalsPerMinute, address);
        }
    }

    /// <summary>A client may put its key anywhere, in a path too.</summary>
    private static string Shown(string text) => ShownText.Cut(LogRedaction.Clean(text));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Action} by {Who} from {From}: {Hub} {Name}: {Outcome} after {Milliseconds} ms")]
    private static partial void LogEntry(ILogger logger, AuditAction action, string who, string from, string hub, string name, string outcome, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Action} by {Who} from {From}: {Hub} {Name}: {Outcome} after {Milliseconds} ms with {Arguments}")]
    private static partial void LogWithArguments(
        ILogger logger, AuditAction action, string who, string from, string hub, string name, string outcome, double milliseconds, string arguments);

    [LoggerMessage(Level = LogLevel.Information, Message = "Refused {Count} more within a minute from {From}")]
    private static partial void LogSuppressed(ILogger logger, int count, string from);
}
