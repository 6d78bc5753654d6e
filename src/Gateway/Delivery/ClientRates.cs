using System.Runtime.InteropServices;

namespace Gateway.Delivery;

/// <summary>
/// How many events each client is handed per second: the difference of its count between two looks, so that delivering costs nothing
/// more, and nothing is kept once nobody has looked for a while. Thread-safe.
/// </summary>
internal sealed class ClientRates(TimeProvider time) : IDisposable
{
    /// <summary>What is measured against is at least so old, and at most twice, where somebody looks often.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>After so long without a look all is forgotten.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>Two looks that follow each other at once would measure noise.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private Dictionary<string, Track> _tracks = new(StringComparer.Ordinal);
    private ITimer? _forgetting;

    /// <summary>Events per second of each of the clients, in their order. At the first look of each: the mean since it connected.</summary>
    public IReadOnlyList<double> Look(IReadOnlyCollection<Client> clients)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var seen = new Dictionary<string, Track>(clients.Count, StringComparer.Ordinal);
            var rates = new List<double>(clients.Count);
            foreach (var client in clients)
            {
                var track = Follow(client, now);
                seen[client.Id] = track;
                rates.Add(track.PerSecond);
            }

            _tracks = seen;
            _forgetting ??= time.CreateTimer(static state => ((ClientRates)state!).Forget(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _forgetting.Change(Kept, Timeout.InfiniteTimeSpan);
            return rates;
        }
    }

    /// <summary>How many clients are followed.</summary>
    public int Followed
    {
        get
        {
            lock (_gate)
            {
                return _tracks.Count;
            }
        }
    }

    public void Dispose() => _forgetting?.Dispose();

    private Track Follow(Client client, long now)
    {
        var latest = new Sample(now, client.Queue.Delivered);
        if (!_tracks.TryGetValue(client.Id, out var track))
        {
            var age = time.GetUtcNow() - client.Connected;
            return new Track(latest, latest, age > Shortest ? latest.Delivered / age.TotalSeconds : 0);
        }

        var passed = time.GetElapsedTime(track.Base.At, now);
        var perSecond = passed >= Shortest ? (latest.Delivered - track.Base.Delivered) / passed.TotalSeconds : track.PerSecond;
        return time.GetElapsedTime(track.Next.At, now) >= Window ? new Track(track.Next, latest, perSecond) : track with { PerSecond = perSecond };
    }

    private void Forget()
    {
        lock (_gate)
        {
            _tracks = new Dictionary<string, Track>(StringComparer.Ordinal);
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Sample(long At, long Delivered);

    /// <param name="Base">What the rate is measured against.</param>
    /// <param name="Next">What takes its place when it is old enough.</param>
    /// <param name="PerSecond">The newest rate.</param>
    private sealed record Track(Sample Base, Sample Next, double PerSecond);
}
