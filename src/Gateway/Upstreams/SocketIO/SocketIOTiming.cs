using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO;

/// <summary>When to ping, and when a server counts as dead.</summary>
/// <param name="PingInterval">How often an Engine.IO 3 server is pinged.</param>
/// <param name="PingTimeout">How long it may take to answer.</param>
/// <param name="Deadline">The longest silence of a server that lives.</param>
internal sealed record SocketIOTiming(TimeSpan PingInterval, TimeSpan PingTimeout, TimeSpan Deadline)
{
    /// <summary>Far beyond every server's own limits: a server that announced nonsense must not be polled without end, nor never given up.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    /// <summary>From an Engine.IO open packet, or the owner's settings in place of its values.</summary>
    /// <remarks>A revision 4 server pings at its own pace, whatever we set.</remarks>
    public static SocketIOTiming OfEngine(EngineOpenPacket open, int revision, SocketIOOptions options)
    {
        var ping = Within(revision == 3 && options.PingInterval is { } own ? own : open.PingInterval ?? options.FallbackPingInterval);
        var limit = Within(options.PingTimeout ?? open.PingTimeout ?? options.FallbackPingTimeout);
        return new SocketIOTiming(ping, limit, ping + limit);
    }

    /// <summary>From the heartbeat time-out of a 0.9 server; none: a silent server is never given up by it.</summary>
    public static SocketIOTiming OfLegacy(TimeSpan? heartbeat, SocketIOOptions options)
    {
        var limit = options.PingTimeout is { } timeout && options.PingInterval is { } interval ? interval + timeout : heartbeat ?? Longest;
        return new SocketIOTiming(limit, limit, Within(limit));
    }

    private static TimeSpan Within(TimeSpan time) => time < Shortest ? Shortest : time > Longest ? Longest : time;
}
