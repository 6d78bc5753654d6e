namespace Gateway.Commands;

/// <summary>
/// How many HTTP requests are under way to one hub. Reads and writes are counted by themselves: endless streams must leave room to
/// act; and no client may take all the room. Thread-safe.
/// </summary>
internal sealed class HttpLane
{
    /// <summary>Of each sort; small hubs serve few connections.</summary>
    public const int MaxAtOnce = 16;

    /// <summary>Of each sort and client.</summary>
    public const int MaxOfOne = 12;

    private readonly Lock _gate = new();
    private readonly List<(string Client, bool IsRead)> _underWay = [];

    /// <summary>False when there are too many; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(string client, bool isRead)
    {
        lock (_gate)
        {
            var same = _underWay.Where(entry => entry.IsRead == isRead).ToArray();
            if (same.Length >= MaxAtOnce || same.Count(entry => string.Equals(entry.Client, client, StringComparison.Ordinal)) >= MaxOfOne)
            {
                return false;
            }

            _underWay.Add((client, isRead));
            return true;
        }
    }

    public void Leave(string client, bool isRead)
    {
        lock (_gate)
        {
            _underWay.Remove((client, isRead));
        }
    }
}
