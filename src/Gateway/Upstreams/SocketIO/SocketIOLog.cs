using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>What a connection writes to the log. Repeated oddities of one connection are told once and counted.</summary>
internal sealed partial class SocketIOLog(ILogger logger, string hub, HubTraffic? traffic = null)
{
    private int _odd;
    private int _failures;

    public void Odd(string why, int length)
    {
        traffic?.CouldNotRead();
        if (Interlocked.Increment(ref _odd) == 1)
        {
            LogOdd(logger, LogLevel.Warning, hub, length, why);
        }
    }

    public void HandlerFailed(Exception exception)
    {
        if (Interlocked.Increment(ref _failures) == 1)
        {
            LogHandlerFailed(logger, LogLevel.Error, hub, exception);
        }
    }

    public void Failed(Exception exception) => LogFailed(logger, LogLevel.Error, hub, exception);

    /// <param name="rest">How long it is not tried again.</param>
    public void UpgradeFailed(string why, TimeSpan rest) => LogUpgradeFailed(logger, LogLevel.Information, hub, rest.TotalMinutes, why);

    [LoggerMessage(Message = "Hub {Hub} sent {Length} bytes that are ignored because {Why}; further ones are only counted.")]
    private static partial void LogOdd(ILogger logger, LogLevel level, string hub, int length, string why);

    [LoggerMessage(Message = "An event of hub {Hub} was lost by a fault of the gateway; further ones are only counted.")]
    private static partial void LogHandlerFailed(ILogger logger, LogLevel level, string hub, Exception exception);

    [LoggerMessage(Message = "The connection to hub {Hub} ends by a fault of the gateway.")]
    private static partial void LogFailed(ILogger logger, LogLevel level, string hub, Exception exception);

    [LoggerMessage(Message = "Hub {Hub}: the upgrade from polling to a WebSocket failed, polling goes on; sessions of the next {Minutes} min poll from the start. {Why}")]
    private static partial void LogUpgradeFailed(ILogger logger, LogLevel level, string hub, double minutes, string why);
}
