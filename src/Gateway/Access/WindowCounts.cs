namespace Gateway.Access;

/// <summary>
/// Counts by name, in windows of time that begin with a name's first count. Bounded: names beyond the bound share one count. The
/// framework's limiters read the system's clock and keep a limiter for each name, however many there are, so this is our own.
/// Thread-safe.
/// </summary>
/// <param name="window">How long a window is.</param>
/// <param name="maxNames">How many names are told apart.</param>
/// <param name="time">The clock.</param>
internal sealed class WindowCounts(TimeSpan window, int maxNames, TimeProvider time)
{
    private static readonly TimeSpan SweepPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly Queue<(string Name, int Count)> _ended = new();
    private long? _swept;

    /// <summary>Counts one more; answers the count of this window, and how long the window goes on.</summary>
    public (int Count, TimeSpan Left) Add(string name)
    {
        lock (_gate)
        {
            if (!_windows.TryGetValue(name, out var entry) || IsOver(entry))
            {
                name = entry is null && IsFull() ? "others" : name;
                entry = Begin(name);
            }

            entry.Count++;
            return (entry.Count, window - time.GetElapsedTime(entry.Since));
        }
    }

    /// <summary>The windows that have ended since the last call, with their counts.</summary>
    public IReadOnlyList<(string Name, int Count)> TakeEnded()
    {
        lock (_gate)
        {
            Sweep();
            (string, int)[] ended = [.. _ended];
            _ended.Clear();
            return ended;
        }
    }

    private Window Begin(string name)
    {
        if (_windows.TryGetValue(name, out var old))
        {
            if (!IsOver(old))
            {
                return old;
            }

            End(name, old);
        }

        return _windows[name] = new Window(time.GetTimestamp());
    }

    private bool IsFull()
    {
        if (_windows.Count >= maxNames && !(_swept is { } swept && time.GetElapsedTime(swept) < SweepPause))
        {
            Sweep();
        }

        return _windows.Count >= maxNames;
    }

    private void Sweep()
    {
        _swept = time.GetTimestamp();
        foreach (var (name, entry) in _windows)
        {
            if (IsOver(entry))
            {
                End(name, entry);
            }
        }
    }

    private void End(string name, Window entry)
    {
        _windows.Remove(name);
        if (_ended.Count >= maxNames)
        {
            _ended.Dequeue();
        }

        _ended.Enqueue((name, entry.Count));
    }

    private bool IsOver(Window entry) => time.GetElapsedTime(entry.Since) >= window;

    private sealed class Window(long since)
    {
        public long Since => since;

        public int Count { get; set; }
    }
}
