using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.HomeAssistant;

public sealed partial class HomeAssistantDemoHub
{
    [LoggerMessage(LogLevel.Error, "A connection to the demo hub failed")]
    private static partial void LogConnectionFailed(ILogger logger, Exception exception);
}
