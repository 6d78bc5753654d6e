namespace Gateway.Upstreams;

/// <summary>One line per change of state. A reason that repeats is told once, then at Debug, so a hub that stays away does not fill the log.</summary>
internal sealed partial class UpstreamWorkerLog(ILogger logger, string hub)
{
    private string? _told;
    private string? _failure;

    public void Opened(string? version)
    {
        _told = _failure = null;
        LogOpened(logger, hub, version ?? "unknown");
    }

    public void Retrying(DisconnectReason reason, TimeSpan delay)
    {
        var level = string.Equals(_told, reason.Name, StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning;
        _told = reason.Name;
        LogRetrying(logger, level, hub, reason.Name, delay.TotalSeconds, reason.Message);
    }

    public void WithoutEvents(DisconnectReason reason, TimeSpan delay)
    {
        var told = $"{reason.Name} without events";
        var level = string.Equals(_told, told, StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Warning;
        _told = told;
        LogWithoutEvents(logger, level, hub, reason.Name, delay.TotalSeconds, reason.Message);
    }

    public void Refused(DisconnectReason reason) => LogRefused(logger, hub, reason.Name, reason.Message);

    public void Failed(Exception exception)
    {
        var failure = $"{exception.GetType()}: {exception.Message}";
        LogFailed(logger, string.Equals(_failure, failure, StringComparison.Ordinal) ? LogLevel.Debug : LogLevel.Error, hub, exception);
        _failure = failure;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} is connected, version {Version}.")]
    private static partial void LogOpened(ILogger logger, string hub, string version);

    [LoggerMessage(Message = "Hub {Hub} is away ({Reason}), next attempt in {Seconds:0.0} s. {Detail}")]
    private static partial void LogRetrying(ILogger logger, LogLevel level, string hub, string reason, double seconds, string detail);

    [LoggerMessage(Message = "Hub {Hub} takes commands but does not tell what happens ({Reason}), next attempt in {Seconds:0.0} s. {Detail}")]
    private static partial void LogWithoutEvents(ILogger logger, LogLevel level, string hub, string reason, double seconds, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub} refused us ({Reason}) and is left alone until its configuration changes or a reconnect is asked for. {Detail}")]
    private static partial void LogRefused(ILogger logger, string hub, string reason, string detail);

    [LoggerMessage(Message = "Hub {Hub}: the session failed by a fault of the gateway.")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string hub, Exception exception);
}
