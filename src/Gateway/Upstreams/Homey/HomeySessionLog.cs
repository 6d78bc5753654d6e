using System.Text;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>What a session has to say to people. A fault that repeats is told once per session, and counted.</summary>
internal sealed partial class HomeySessionLog(ILogger logger, string hub, HubTraffic? traffic = null)
{
    private readonly SentRefusalLog _refusals = new(logger, hub);
    private bool _toldOddEvent;
    private bool _toldLeftOut;

    public void OddEvent(ReadOnlySpan<byte> name)
    {
        traffic?.CouldNotRead();
        if (!_toldOddEvent)
        {
            _toldOddEvent = true;
            LogOddEvent(logger, hub, HomeyError.Shorten(Encoding.UTF8.GetString(name)));
        }
    }

    public void LeftOut(int count)
    {
        if (count > 0 && !_toldLeftOut)
        {
            _toldLeftOut = true;
            LogLeftOut(logger, hub, count);
        }
    }

    /// <param name="notice">Null: all is well again.</param>
    public void DevicesRefused(string? notice)
    {
        if (notice is null)
        {
            LogDevicesAccepted(logger, hub);
        }
        else
        {
            LogDevicesRefused(logger, hub, notice);
        }
    }

    public void RefusedAfterSent(string command, string error) => _refusals.Tell(command, error);

    public void Found(string address, string version) => LogFound(logger, hub, address, version);

    public void Differences(int count) => LogDifferences(logger, hub, count);

    public void Failed(Exception exception) => LogFailed(logger, hub, exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Hub {Hub}: watching over the session failed by a fault of the gateway. A new session is opened.")]
    private static partial void LogFailed(ILogger logger, string hub, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} sent '{Name}', which is no event of a Homey. It was skipped; further ones of this session are only counted.")]
    private static partial void LogOddEvent(ILogger logger, string hub, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} listed {Count} devices that cannot be asked for or are too many; they were left out.")]
    private static partial void LogLeftOut(ILogger logger, string hub, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub}: {Notice}")]
    private static partial void LogDevicesRefused(ILogger logger, string hub, string notice);

    [LoggerMessage(Level = LogLevel.Information, Message = "Hub {Hub} tells of every device it lists.")]
    private static partial void LogDevicesAccepted(ILogger logger, string hub);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub} was found at {Address}, version {Version}.")]
    private static partial void LogFound(ILogger logger, string hub, string address, string version);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Hub {Hub}: after a long quiet {Count} values had changed without an event.")]
    private static partial void LogDifferences(ILogger logger, string hub, int count);
}
