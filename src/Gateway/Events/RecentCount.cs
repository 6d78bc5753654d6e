namespace Gateway.Events;

/// <summary>How often something happened within the last minutes, besides ever. Thread-safe.</summary>
/// <param name="window">How far back; counted in tenths of it.</param>
/// <param name="time">The clock.</param>
internal sealed class RecentCount(TimeSpan window, TimeProvider time)
{
    private const int Parts = 10;

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Parts];
    private readonly long _start = time.GetTimestamp();
    private long _part;

    /// <summary>Ever.</summary>
    public long Total { get; private set; }

    public void Add()
    {
        lock (_gate)
        {
            Turn();
            _counts[_part % Parts]++;
            Total++;
        }
    }

    /// <summary>Within the window; up to a tenth of it is left out.</summary>
    public long Recent()
    {
        lock (_gate)
        {
            Turn();
            return _counts.Sum();
        }
    }

    private void Turn()
    {
        var now = time.GetElapsedTime(_start).Ticks * Parts / window.Ticks;
        for (var steps = Math.Min(now - _part, Parts); steps > 0; steps--)
        {
            _counts[++_part % Parts] = 0;
        }

        _part = Math.Max(_part, now);
    }
}
