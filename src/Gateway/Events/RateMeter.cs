namespace Gateway.Events;

/// <summary>Counts per second over the last ten whole seconds, without a timer. One writer at a time; readers may race by a count.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private const int Seconds = 10;
    private readonly long[] _counts = new long[Seconds + 1];
    private readonly long[] _stamps = new long[Seconds + 1];

    public void Count()
    {
        var now = Now();
        var slot = (int)(now % _counts.Length);
        if (_stamps[slot] != now)
        {
            _stamps[slot] = now;
            _counts[slot] = 0;
        }

        _counts[slot]++;
    }

    /// <summary>The mean over the last ten finished seconds.</summary>
    public double PerSecond()
    {
        var now = Now();
        var sum = 0L;
        for (var slot = 0; slot < _counts.Length; slot++)
        {
            if (_stamps[slot] < now && _stamps[slot] >= now - Seconds)
            {
                sum += _counts[slot];
            }
        }

        return sum / (double)Seconds;
    }

    private long Now() => time.GetTimestamp() / time.TimestampFrequency;
}
