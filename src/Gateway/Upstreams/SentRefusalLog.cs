using Gateway.Configuration;

namespace Gateway.Upstreams;

/// <summary>
/// Tells of commands that a hub refused after their callers had been answered <c>sent</c>. How many there are is up to clients,
/// so each name is told once as a Warning and only so many names are; the rest is Debug. Thread-safe.
/// </summary>
internal sealed partial class SentRefusalLog(ILogger logger, string hub)
{
    private const int MaxNames = 32;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <param name="command">As the client wrote it.</param>
    /// <param name="error">The hub's words, free of secrets.</param>
    public void Tell(string command, string error)
    {
        var name = ShownText.Cut(command);
        bool isNew;
        lock (_told)
        {
            isNew = _told.Count < MaxNames && _told.Add(name);
        }

        if (isNew)
        {
            LogFirst(logger, hub, name, error);
        }
        else
        {
            LogFurther(logger, hub, name, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} refused '{Command}', which nobody waited for: {Error} (Further refusals of it are told at Debug.)")]
    private static partial void LogFirst(ILogger logger, string hub, string command, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} refused '{Command}', which nobody waited for: {Error}")]
    private static partial void LogFurther(ILogger logger, string hub, string command, string error);
}
