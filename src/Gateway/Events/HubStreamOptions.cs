namespace Gateway.Events;

/// <summary>How much of a hub's past is kept, for clients that resume.</summary>
/// <param name="HistoryEvents">Events kept per hub; 0 keeps none. Default 4096.</param>
/// <param name="HistoryAge">Older events are dropped. Default 5 minutes.</param>
/// <param name="HistoryBytes">Bytes kept per hub, so that a flood of large frames is bounded too. Default 32 MiB.</param>
internal sealed record HubStreamOptions(int HistoryEvents = 4096, TimeSpan? HistoryAge = null, long HistoryBytes = 32 << 20)
{
    public TimeSpan Age => HistoryAge ?? TimeSpan.FromMinutes(5);
}
