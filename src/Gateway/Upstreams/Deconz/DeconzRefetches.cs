namespace Gateway.Upstreams.Deconz;

/// <summary>
/// Things that were told of while they were fetched, and rest before that is tried again, longer each time. A light that fades is
/// told of all the while; the next comparison finds what could not be fetched meanwhile. Used by the watchman only.
/// </summary>
internal sealed class DeconzRefetches(TimeProvider time)
{
    private const int MaxAttempts = 4;

    /// <summary>What does not fit is found by the next comparison.</summary>
    private const int MaxResting = 64;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly List<Resting> _resting = [];

    /// <summary>How long until the next one is due; at most <paramref name="limit"/>.</summary>
    public TimeSpan Until(TimeSpan limit) => _resting.Select(Left).Append(limit).Min();

    /// <param name="topic">The thing.</param>
    /// <param name="attempts">How often it has been fetched in vain.</param>
    public void Add(string topic, int attempts)
    {
        if (attempts < MaxAttempts && _resting.Count < MaxResting)
        {
            _resting.Add(new Resting(topic, attempts, time.GetTimestamp()));
        }
    }

    /// <summary>Takes one that has rested long enough; null: there is none.</summary>
    public (string Topic, int Attempts)? Take()
    {
        var index = _resting.FindIndex(resting => Left(resting) <= TimeSpan.Zero);
        if (index < 0)
        {
            return null;
        }

        var due = _resting[index];
        _resting.RemoveAt(index);
        return (due.Topic, due.Attempts);
    }

    private TimeSpan Left(Resting resting) => (FirstPause * (1 << (resting.Attempts - 1))) - time.GetElapsedTime(resting.Since);

    private sealed record Resting(string Topic, int Attempts, long Since);
}
