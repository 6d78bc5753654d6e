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
    private readonly Lock _lock = new();
    private long _each = TicksOfEach(perSecond, time);
    private long _depth = TicksOfAll(perSecond, burst, time);
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

    /// <summary>How many there are now; less than 0 when it is overdrawn.</summary>
    public double Available
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetTimestamp();
                return (double)(_depth - (Math.Max(_fullAt, now) - now)) / _each;
            }
        }
    }

    /// <summary>How long until there is one; null when there is.</summary>
    public TimeSpan? UntilOne
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetTimestamp();
                var lacking = Math.Max(_fullAt, now) + _each - now - _depth;
                return lacking > 0 ? time.GetElapsedTime(now, now + lacking) : null;
            }
        }
    }

    /// <summary>Takes one.</summary>
    /// <param name="leave">How many must be left after it; less than 0: it may be overdrawn by as many.</param>
    /// <returns>Null when there was one; else how long until there is.</returns>
    public TimeSpan? Take(double leave = 0)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var fullAt = Math.Max(_fullAt, now) + _each;
            var mayLack = _depth - (long)(leave * _each);
            if (fullAt - now > mayLack)
            {
                return time.GetElapsedTime(now, fullAt - mayLack);
            }

            _fullAt = fullAt;
            return null;
        }
    }

    /// <summary>Takes one where there is one, else what is left of it.</summary>
    public void Spend()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _fullAt = Math.Min(Math.Max(_fullAt, now) + _each, now + _depth);
        }
    }

    /// <summary>Goes on with another rate and size; what was taken stays taken, as far as it fits.</summary>
    public void Reshape(double newPerSecond, double newBurst)
    {
        lock (_lock)
        {
            var (each, depth) = (TicksOfEach(newPerSecond, time), TicksOfAll(newPerSecond, newBurst, time));
            if (each == _each && depth == _depth)
            {
                return;
            }

            var now = time.GetTimestamp();
            var lacking = (double)(Math.Max(_fullAt, now) - now) / _each;
            (_each, _depth) = (each, depth);
            _fullAt = now + (long)Math.Min(lacking * each, depth);
        }
    }

    private static long TicksOfEach(double perSecond, TimeProvider time) => Math.Max(1, (long)(time.TimestampFrequency / perSecond));

    private static long TicksOfAll(double perSecond, double burst, TimeProvider time) => (long)(time.TimestampFrequency / perSecond * Math.Max(1, burst));
}
