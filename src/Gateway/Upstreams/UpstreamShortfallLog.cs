using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>
/// Tells once per session that a hub is connected but refuses topics. Not more: a client that asks for wrong topics over and over
/// must not fill the log. Used inside the stream's lock.
/// </summary>
internal sealed partial class UpstreamShortfallLog(ILogger logger)
{
    private bool _wasTold;

    public void Tell(HubStatus status)
    {
        if (status.State is not (HubState.Online or HubState.Degraded))
        {
            _wasTold = false;
        }
        else if (status.Topics.Failed > 0 && !_wasTold)
        {
            _wasTold = true;
            LogShortfall(logger, status.Hub, status.Reason ?? "");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Hub {Hub} is connected, but not everything works. {Reason}")]
    private static partial void LogShortfall(ILogger logger, string hub, string reason);
}
