using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Deconz;

public sealed partial class DeconzDemoHub
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A connection of the demo gateway failed.")]
    private static partial void LogConnectionFailed(ILogger logger, Exception exception);
}
