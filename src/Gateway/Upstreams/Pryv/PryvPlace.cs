namespace Gateway.Upstreams.Pryv;

/// <summary>
/// Where a fetch stands in a list that may change between two pages. Each page begins with the last event of the one before;
/// when an event that was passed goes away, the rest moves up, and the page begins with one not seen yet: some may have moved
/// out of sight, so the fetch steps back until it stands on known ground. Servers that keep events in several stores page each
/// store on its own, so a page may hold more than was asked for; the ground is that of the first store, which holds a user's own.
/// </summary>
internal sealed class PryvPlace(int pageSize)
{
    private const int MaxPassed = 20_000;

    private readonly HashSet<(string Id, double At, int Mark)> _passed = [];
    private bool _hasSeenTheEnd;

    public int PageSize => pageSize;

    public int Skip { get; private set; }

    /// <summary>True when nothing can lie between this page and those before, and the next one follows; else an earlier one does.</summary>
    public bool TryPass(PryvPage page)
    {
        // The deletions may go on when the events have ended.
        if (Skip > 0 && !_hasSeenTheEnd && !IsOnKnownGround(page))
        {
            Skip = Math.Max(0, Skip - pageSize + 1);
            return false;
        }

        if (_passed.Count > MaxPassed)
        {
            _passed.Clear();
        }

        foreach (var change in page.Changes)
        {
            if (!change.IsDeletion)
            {
                _passed.Add((change.Id, change.At, change.Mark));
            }
        }

        _hasSeenTheEnd = page.Events < pageSize;
        Skip += pageSize - 1;
        return true;
    }

    /// <summary>An event that changed since it was passed is no ground to stand on: it may have moved itself.</summary>
    private bool IsOnKnownGround(PryvPage page) =>
        page.Events > 0 && (page.FirstEvent is not { } first || _passed.Contains(first));
}
