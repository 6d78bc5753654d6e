namespace Gateway.Commands;

/// <summary>
/// So many at once, so many per second after that. It keeps one number, the time at which it will be full again (the "generic cell
/// rate algorithm"), so it needs no timer. Thread-safe.
/// </summary>
/// <param name="perSecond">How many come back each second.</param>
/// <param name="burst">How many there are when it is full; at least one can always be had.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(double perSecond, double burst, TimeProvider time)
{
    private readonly long _each = Math.Max(1, (long)(time.TimestampFrequency / perSecond));
    private readonly long _depth = (long)(time.TimestampFrequency / perSecond * Math.Max(1, burst));
    private readonly Lock _lock = new();
    private long _fullAt = time.GetTimestamp();

    /// <summary>Whether nothing was taken lately.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _fullAt <= time.GetTimestamp();
            }
        }
    }

    /// <summary>Takes one.</summary>
    /// <returns>Null when there was one; else how long until there is.</returns>
    public TimeSpan? Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var fullAt = Math.Max(_fullAt, now) + _each;
            if (fullAt - now > _depth)
            {
                return time.GetElapsedTime(now, fullAt - _depth);
            }

            _fullAt = fullAt;
            return null;
        }
    }
}
