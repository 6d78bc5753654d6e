using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.SocketIO.Engine;

internal static partial class EngineLog
{
    [LoggerMessage(LogLevel.Warning, "Client unable to keep up with pending packets: {Pending} of them wait. Cut off")]
    public static partial void QueueFull(ILogger logger, int pending);

    [LoggerMessage(LogLevel.Error, "A request to the demo hub failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception);
}
