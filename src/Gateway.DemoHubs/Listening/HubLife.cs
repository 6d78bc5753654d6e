using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Listening;

/// <summary>What keeps a demo hub alive: a step now and then, until it is disposed.</summary>
internal static partial class HubLife
{
    /// <summary>A frozen hub stands still. Never throws.</summary>
    public static async Task RunAsync(TimeProvider time, TimeSpan pace, FreezeGate gate, Action step, ILogger logger, CancellationToken ended)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pace, time, ended);
                if (!gate.IsFrozen)
                    step();
            }
        }
        catch (OperationCanceledException)
        {
            // The hub is disposed.
        }
        catch (Exception exception)
        {
            LogEnded(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "The demo house stands still.")]
    private static partial void LogEnded(ILogger logger, Exception exception);
}
