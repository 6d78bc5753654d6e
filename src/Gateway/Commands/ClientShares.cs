namespace Gateway.Commands;

/// <summary>
/// Who sends commands to one hub at the moment, and how much of its share each has used: with n clients an nth of the rate, and an
/// nth of half of the burst at once. A client is forgotten when it has not asked for 10 s and its share is whole again. Used
/// inside the lane's lock.
/// </summary>
internal sealed class ClientShares(TimeProvider time)
{
    /// <summary>Those beyond have one share together.</summary>
    public const int MaxClients = 1_000;

    private const string Others = "";

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Share> _shares = new(StringComparer.Ordinal);
    private long _sweptAt = time.GetTimestamp();

    /// <summary>How many clients there are.</summary>
    public int Count => _shares.Count;

    /// <summary>Notes that the client wants to send, and gives what is left of its share.</summary>
    /// <param name="client">Who.</param>
    /// <param name="perSecond">The hub's rate.</param>
    /// <param name="burst">The hub's burst.</param>
    public TokenBucket Of(string client, double perSecond, int burst)
    {
        var now = time.GetTimestamp();
        Sweep(now);
        if (!_shares.TryGetValue(client, out var share) && !_shares.TryGetValue(NameOf(client), out share))
        {
            share = new Share(new TokenBucket(perSecond, burst, time));
            _shares.Add(NameOf(client), share);
        }

        share.AskedAt = now;
        share.Bucket.Reshape(perSecond / _shares.Count, burst / 2.0 / _shares.Count);
        return share.Bucket;
    }

    private string NameOf(string client) => _shares.Count < MaxClients - 1 ? client : Others;

    private void Sweep(long now)
    {
        if (time.GetElapsedTime(_sweptAt, now) < SweepInterval)
        {
            return;
        }

        _sweptAt = now;
        foreach (var (client, share) in _shares)
        {
            if (time.GetElapsedTime(share.AskedAt, now) >= Remembered && share.Bucket.IsFull)
            {
                _shares.Remove(client);
            }
        }
    }

    private sealed class Share(TokenBucket bucket)
    {
        public TokenBucket Bucket => bucket;

        public long AskedAt { get; set; }
    }
}
