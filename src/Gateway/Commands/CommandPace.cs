using Gateway.Events;

namespace Gateway.Commands;

/// <summary>
/// A hub's rate, lowered for a while after it said that it is asked too much: halved, at most once a second and down to an eighth, and
/// doubled again after every 10 s without such an answer. The time that the hub wants to be left alone is kept, up to 5 minutes.
/// Used inside the lane's lock.
/// </summary>
/// <param name="perSecond">The rate where the hub never complained.</param>
/// <param name="time">The clock.</param>
internal sealed class CommandPace(int perSecond, TimeProvider time)
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    /// <summary>A hub that names a longer time is asked sooner all the same: one wrong header must not end commands for days.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    private const int Floor = 8;

    private static readonly TimeSpan HalvingInterval = TimeSpan.FromSeconds(1);

    private int _divisor = 1;
    private long _steppedAt;
    private long _halvedAt;
    private long _pausedUntil = long.MinValue;
    private DateTimeOffset _since;

    /// <summary>The rate now.</summary>
    public double PerSecond
    {
        get
        {
            Recover();
            return (double)perSecond / _divisor;
        }
    }

    /// <summary>How long the hub still wants to be left alone; null when it does not.</summary>
    public TimeSpan? Pause => time.GetTimestamp() is var now && _pausedUntil > now ? time.GetElapsedTime(now, _pausedUntil) : null;

    /// <summary>Since when it is lowered, and by how much; null when it is not.</summary>
    public CommandBusy? Describe() =>
        PerSecond is var rate && (_divisor > 1 || Pause is not null) ? new CommandBusy(rate, _since, time.GetUtcNow() + Pause) : null;

    /// <summary>The hub complained.</summary>
    /// <param name="retryAfter">The time it wants to be left alone; null when it named none.</param>
    public void Lower(TimeSpan? retryAfter)
    {
        Recover();
        var now = time.GetTimestamp();
        if (_divisor == 1 && Pause is null)
        {
            _since = time.GetUtcNow();
        }

        if (_divisor == 1 || (_divisor < Floor && time.GetElapsedTime(_halvedAt, now) >= HalvingInterval))
        {
            // Those that were under way together were refused together: that is one complaint.
            _divisor *= 2;
            _halvedAt = now;
        }

        _steppedAt = now;
        if (retryAfter is { } asked && asked > TimeSpan.Zero)
        {
            var pause = asked < MaxPause ? asked : MaxPause;
            _pausedUntil = Math.Max(_pausedUntil, now + (long)(pause.TotalSeconds * time.TimestampFrequency));
            _steppedAt = Math.Max(now, _pausedUntil);
        }
    }

    private void Recover()
    {
        while (_divisor > 1 && time.GetTimestamp() - _steppedAt >= (long)(Step.TotalSeconds * time.TimestampFrequency))
        {
            _divisor /= 2;
            _steppedAt += (long)(Step.TotalSeconds * time.TimestampFrequency);
        }
    }
}
