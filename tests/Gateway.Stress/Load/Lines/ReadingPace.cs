namespace Gateway.Stress.Load.Lines;

/// <summary>How a client reads: as fast as it can, in small pieces with pauses, or for a while not at all. Set from any thread.</summary>
internal sealed class ReadingPace
{
    private long _stalledUntil;
    private long _slowUntil;
    private TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether it reads slower than it could.</summary>
    public bool IsHindered => IsBefore(ref _stalledUntil) || IsBefore(ref _slowUntil);

    /// <summary>Nothing is read for so long.</summary>
    public void Stall(TimeSpan time) => Volatile.Write(ref _stalledUntil, At(time));

    /// <summary>For so long 1 KiB is read at a time.</summary>
    /// <param name="time">How long.</param>
    /// <param name="pause">Before each. Default: as it was, at first 20 ms.</param>
    public void Slow(TimeSpan time, TimeSpan? pause = null)
    {
        _pause = pause ?? _pause;
        Volatile.Write(ref _slowUntil, At(time));
    }

    public void Hurry()
    {
        Volatile.Write(ref _stalledUntil, 0);
        Volatile.Write(ref _slowUntil, 0);
    }

    /// <summary>Waits until there is to be read again; how many bytes at most.</summary>
    public async ValueTask<int> NextAsync(int most, CancellationToken cancellationToken)
    {
        while (IsBefore(ref _stalledUntil))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
        }

        if (!IsBefore(ref _slowUntil))
        {
            return most;
        }

        await Task.Delay(_pause, TimeProvider.System, cancellationToken);
        return Math.Min(most, 1024);
    }

    private static long At(TimeSpan time) => TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static bool IsBefore(ref long until) => Volatile.Read(ref until) is not 0 and var end && TimeProvider.System.GetTimestamp() < end;
}
