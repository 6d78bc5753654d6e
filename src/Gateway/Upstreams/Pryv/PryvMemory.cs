using System.Runtime.InteropServices;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// How far the account's changes were told, by the server's clock alone. Servers differ in whether "since" includes the instant
/// itself, and a change may become visible a little after its own time; so each fetch begins <see cref="Overlap"/> before the
/// newest change, and what falls into that is known by id, time and content. Used by one fetch at a time.
/// </summary>
internal sealed class PryvMemory
{
    /// <summary>In seconds.</summary>
    public const double Overlap = 1;

    /// <summary>More changes than these in one second are told again rather than missed, and memory stays bounded.</summary>
    public const int MaxKnown = 50_000;

    public const int LargestPage = 1_000;

    /// <summary>Two, because a page begins with the last event of the one before.</summary>
    public const int SmallestPage = 2;

    private readonly Dictionary<(bool IsDeletion, string Id), Told> _known = [];
    private double _newest;
    private double? _clock;

    /// <summary>From when on to fetch, in seconds; null: nothing was fetched yet.</summary>
    public double? Since { get; private set; }

    public int Known => _known.Count;

    /// <summary>How much to ask for at once. Kept over sessions: an answer too large to be taken ends its session.</summary>
    public int PageSize { get; private set; } = LargestPage;

    /// <summary>Begins at a moment: what is older does not matter.</summary>
    public void Begin(double serverTime)
    {
        _known.Clear();
        _newest = serverTime;
        _clock = null;
        Since = serverTime - Overlap;
    }

    public void Forget()
    {
        _known.Clear();
        Since = null;
    }

    /// <summary>
    /// The server's clock as it is now. Times beyond it come from before it was set back, or from a clock that goes wrong: they
    /// say nothing of what is older or newer.
    /// </summary>
    public void Follow(double serverTime)
    {
        if (serverTime < _clock)
        {
            foreach (var (key, known) in _known.Where(row => row.Value.At > serverTime).ToArray())
            {
                _known[key] = known with { IsAhead = true };
            }
        }

        _clock = serverTime;
    }

    /// <summary>True when a change was not told yet; from now on it counts as told.</summary>
    public bool TryAdd(in PryvChange change)
    {
        if (change.At < Since)
        {
            return false;
        }

        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (change.IsDeletion, change.Id), out var isKnown);
        if (isKnown && ((known.At > change.At && !known.IsAhead) || (known.At.Equals(change.At) && known.Mark == change.Mark)))
        {
            return false;
        }

        known = new Told(change.At, change.Mark, IsAhead: change.At > _clock);
        _newest = Math.Max(_newest, change.At);
        if (_known.Count > MaxKnown)
        {
            ForgetOldest();
        }

        return true;
    }

    /// <summary>
    /// Everything since <see cref="Since"/> was told. The next fetch begins before the newest change, but never after the
    /// moment this one began: what changed while it was read page by page may have slipped through. A clock that was set back
    /// is followed.
    /// </summary>
    /// <param name="serverTime">The server's time at the beginning; null where it does not tell.</param>
    /// <returns>False: the server's clock stands before the time that was asked from, so that nothing new could be in the answer.</returns>
    public bool Complete(double? serverTime)
    {
        var wasPossible = serverTime is null || serverTime >= Since;
        Since = Math.Min(_newest, serverTime ?? _newest) - Overlap;
        if (serverTime < _newest)
        {
            // Else a clock once set wrong, or one event from the future, would be the newest for ever.
            _newest = serverTime.Value;
        }

        ForgetBefore(Since.Value);
        return wasPossible;
    }

    public void GrowPages() => PageSize = Math.Min(PageSize * 2, LargestPage);

    public void ShrinkPages() => PageSize = Math.Max(PageSize / 4, SmallestPage);

    private void ForgetOldest()
    {
        var times = _known.Values.Select(static known => known.At).ToArray();
        Array.Sort(times);
        ForgetBefore(times[MaxKnown / 4]);
        if (_known.Count > MaxKnown)
        {
            // All of one instant: none is older than another.
            _known.Clear();
        }
    }

    private void ForgetBefore(double time)
    {
        foreach (var (key, known) in _known)
        {
            if (known.At < time)
            {
                _known.Remove(key);
            }
        }
    }

    private readonly record struct Told(double At, int Mark, bool IsAhead);
}
