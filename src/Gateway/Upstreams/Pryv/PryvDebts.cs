namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Which topics were live when the last session ended and have not been asked for in this one yet. Their clients are owed what
/// happened in between. Thread-safe.
/// </summary>
internal sealed class PryvDebts(IReadOnlySet<string> owed, TimeProvider time)
{
    /// <summary>Wanted topics are asked for as soon as a session opens; who comes later is a new client, who missed nothing.</summary>
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HashSet<string> _owed = [.. owed];
    private readonly HashSet<string> _claimed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _live = new(StringComparer.Ordinal);
    private readonly long _opened = time.GetTimestamp();

    /// <summary>What the next session will owe.</summary>
    public IReadOnlySet<string> Left
    {
        get
        {
            lock (_gate)
            {
                return new HashSet<string>(_live.Concat(_owed.Where(topic => _claimed.Contains(topic) || !IsOverdue)), StringComparer.Ordinal);
            }
        }
    }

    private bool IsOverdue => time.GetElapsedTime(_opened) > Term;

    /// <summary>Whether a topic that is asked for now is owed the gap. It stays owed until it is paid.</summary>
    public PryvDebt Claim(string topic)
    {
        lock (_gate)
        {
            if (!_owed.Contains(topic))
            {
                return PryvDebt.None;
            }

            if (!_claimed.Contains(topic) && IsOverdue)
            {
                return PryvDebt.Void;
            }

            _claimed.Add(topic);
            return PryvDebt.Due;
        }
    }

    /// <summary>The topic is live: nothing is owed on it.</summary>
    public void Settle(string topic)
    {
        lock (_gate)
        {
            _owed.Remove(topic);
            _live.Add(topic);
        }
    }

    /// <summary>Nobody wants the topic any longer.</summary>
    public void Drop(string topic)
    {
        lock (_gate)
        {
            _owed.Remove(topic);
            _live.Remove(topic);
        }
    }
}

/// <summary>Whether a topic's clients missed something.</summary>
internal enum PryvDebt
{
    /// <summary>They are new.</summary>
    None,

    /// <summary>They were there before the gap, and get what it hid.</summary>
    Due,

    /// <summary>Nobody claimed it in time; whoever comes now must not believe to have everything.</summary>
    Void,
}
