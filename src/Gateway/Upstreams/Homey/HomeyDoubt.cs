namespace Gateway.Upstreams.Homey;

/// <summary>
/// The hub says 401 in a session whose handshake it had accepted: the session may have expired, or the token may be too weak
/// for this one request. Only a new handshake tells them apart, so the session ends for one; but seldom, and each time more
/// seldom, or a client could keep ending it by asking for what the token may not do. Lives as long as the connector. Thread-safe.
/// </summary>
internal sealed class HomeyDoubt(TimeProvider time)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);
    private readonly Lock _gate = new();
    private TimeSpan _rest = TimeSpan.FromMinutes(10);
    private DateTimeOffset? _next;

    /// <summary>True when the session is to end.</summary>
    public bool TryRaise()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now < _next)
            {
                return false;
            }

            _next = now + _rest;
            _rest = _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
            return true;
        }
    }
}
