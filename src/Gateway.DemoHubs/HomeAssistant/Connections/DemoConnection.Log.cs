using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

internal static partial class DemoConnectionLog
{
    [LoggerMessage(LogLevel.Warning, "Client unable to keep up with pending messages: {Pending} of them wait. Disconnected")]
    public static partial void QueueFull(ILogger logger, int pending);
}
