namespace Gateway.Stress.Load.Hubs;

/// <summary>One concrete topic of a hub, whose events are numbered from 1 without a gap.</summary>
internal sealed class Source(string topic, bool isState)
{
    private int _fired;

    public string Topic => topic;

    /// <summary>Whether its newest value is what counts; else each event is an occurrence.</summary>
    public bool IsState => isState;

    /// <summary>The number of the newest event. It is taken before the hub sends it.</summary>
    public int Fired => Volatile.Read(ref _fired);

    /// <summary>Of the events up to this number some may have been lost with the hub.</summary>
    public int LostUpTo { get; set; }

    public int Take() => Interlocked.Increment(ref _fired);
}
