using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.HomeAssistant;

public sealed partial class HomeAssistantDemoHub
{
    [LoggerMessage(LogLevel.Error, "The demo house stopped living")]
    private static partial void LogLifeEnded(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "A connection to the demo hub failed")]
    private static partial void LogConnectionFailed(ILogger logger, Exception exception);
}
