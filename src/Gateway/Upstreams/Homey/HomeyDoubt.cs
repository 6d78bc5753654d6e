namespace Gateway.Upstreams.Homey;

/// <summary>
/// The hub says 401 in a session whose handshake it had accepted: the session may have expired, or the token may be too weak
/// for this one request. Only a new handshake tells them apart, so the session ends for one; but seldom, and each time more
/// seldom, or a client could keep ending it by asking for what the token may not do. What our own probe hears is counted by
/// itself, so that no client can make an expired login go unnoticed. Lives as long as the connector. Thread-safe.
/// </summary>
internal sealed class HomeyDoubt(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Rest _ofClients = new();
    private readonly Rest _ofProbe = new();

    /// <summary>True when the session is to end.</summary>
    /// <param name="isProbe">Our own probe heard it.</param>
    public bool TryRaise(bool isProbe = false)
    {
        lock (_gate)
        {
            return (isProbe ? _ofProbe : _ofClients).TryEnd(time.GetUtcNow());
        }
    }

    /// <summary>Our own probe was let through: when it no longer is, the login has expired.</summary>
    public void Trust()
    {
        lock (_gate)
        {
            _ofProbe.Forget();
        }
    }

    private sealed class Rest
    {
        private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);
        private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
        private TimeSpan _length = Shortest;
        private DateTimeOffset? _end;
        private DateTimeOffset? _newest;

        public bool TryEnd(DateTimeOffset now)
        {
            if (now - _newest >= Longest)
            {
                // Nothing of the kind for so long: what was then says nothing of today.
                Forget();
            }

            _newest = now;
            if (now < _end)
            {
                return false;
            }

            _end = now + _length;
            _length = _length * 2 < Longest ? _length * 2 : Longest;
            return true;
        }

        public void Forget() => (_length, _end) = (Shortest, null);
    }
}
