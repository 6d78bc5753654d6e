namespace Gateway.Benchmarks.FanOut.Load;

/// <summary>Which events have reached every client, and how long each delivery took since the event was to be sent.</summary>
/// <param name="clients">How many must have received an event before it counts as complete.</param>
internal sealed class Tally(int clients)
{
    private readonly int[] _received = new int[1 << 16];

    /// <summary>The newest event that all have received. Events reach a client in order, so all before it are complete too.</summary>
    public long Completed { get; private set; }

    public long Deliveries { get; private set; }

    public Histogram Latency { get; } = new();

    /// <summary>How old the last delivery was.</summary>
    public TimeSpan LastAge { get; private set; }

    /// <summary>How old the oldest was.</summary>
    public TimeSpan LongestAge { get; private set; }

    public void Count(long number, long time, long now)
    {
        Deliveries++;
        LastAge = TimeProvider.System.GetElapsedTime(time, now);
        LongestAge = LastAge > LongestAge ? LastAge : LongestAge;
        Latency.Add((long)LastAge.TotalMicroseconds);
        ref var received = ref _received[number & (_received.Length - 1)];
        if (++received == clients)
        {
            received = 0;
            Completed = Math.Max(Completed, number);
        }
    }

    /// <summary>Begins a new measurement; what did not arrive before will not be waited for.</summary>
    public void Reset(long sent)
    {
        Array.Clear(_received);
        Completed = sent;
        Deliveries = 0;
        LastAge = LongestAge = TimeSpan.Zero;
        Latency.Clear();
    }
}
