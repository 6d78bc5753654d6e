namespace Gateway.Upstreams;

/// <summary>
/// Full jitter: each wait is chosen evenly between zero and a ceiling that doubles from 1 s to 60 s, so that many gateways do
/// not fall upon a hub that comes back. Used by one loop.
/// </summary>
internal sealed class Backoff(Random random, TimeSpan? first = null, TimeSpan? longest = null)
{
    private readonly TimeSpan _first = first ?? TimeSpan.FromSeconds(1);
    private readonly TimeSpan _longest = longest ?? TimeSpan.FromSeconds(60);
    private int _failures;

    /// <summary>How long to wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        var ceiling = Math.Min(_longest.Ticks, _first.Ticks << Math.Min(_failures++, 16));
        return TimeSpan.FromTicks(random.NextInt64(ceiling + 1));
    }

    /// <summary>The link proved healthy: the next failure starts small again.</summary>
    public void Reset() => _failures = 0;
}
