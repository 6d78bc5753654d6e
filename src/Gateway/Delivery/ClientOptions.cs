namespace Gateway.Delivery;

/// <summary>Configuration section <c>Gateway:Clients</c>.</summary>
/// <param name="QueueMessages">Live messages that may wait for one client. Default 256, at least 16.</param>
/// <param name="QueueBytes">Bytes of live messages that may wait for one client. Default 131072, at least 4096.</param>
/// <param name="MaxConnections">Clients at a time, SignalR and SSE together. Default 10000.</param>
/// <param name="MaxTopics">Topics one client may hold, over all hubs. Default 1000.</param>
internal sealed record ClientOptions(int QueueMessages = 256, int QueueBytes = 131_072, int MaxConnections = 10_000, int MaxTopics = 1_000)
{
    /// <summary>How many times <c>QueueMessages</c> and <c>QueueBytes</c> may wait while a burst is not older than <see cref="BurstFor"/>.</summary>
    public const int BurstTimes = 16;

    /// <summary>
    /// From its first message above the bound so long a client has time for a burst before anything of it is conflated or dropped. 250 ms: within one
    /// repaint of a page, and long enough for a pump on a busy machine to get its turns.
    /// </summary>
    public TimeSpan BurstFor { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>A client that takes nothing for so long is disconnected. Default 30 s.</summary>
    public TimeSpan StuckAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Notices that may wait for one client. It has at most one per topic and hub in flight in any sane use; this is far above.</summary>
    public int NoticeLimit => (4 * MaxTopics) + 1024;
}
