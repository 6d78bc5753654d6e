using System.Collections.Concurrent;

namespace Gateway.Access;

/// <summary>
/// The connections that last, by whom they belong to: when a key is removed, changed or expires, those that came with it are closed.
/// Those that came without one are closed when the first key is added. Thread-safe.
/// </summary>
internal sealed class KeyConnections(KeyStore keys, TimeProvider time)
{
    private readonly ConcurrentDictionary<Entry, bool> _entries = new();

    public int Count => _entries.Count;

    /// <summary>Notes a connection for as long as the answer is not disposed of.</summary>
    /// <param name="caller">Whose it is.</param>
    /// <param name="close">Ends it; called once at most, from any thread, and must not block or throw.</param>
    public IDisposable Register(Caller caller, Action close)
    {
        var entry = new Entry(this, caller, close);
        _entries[entry] = true;
        return entry;
    }

    /// <summary>Closes what may not be open any more; answers how many that were. To be called every second or so.</summary>
    public int Check()
    {
        var closed = 0;
        var now = time.GetUtcNow();
        foreach (var (entry, _) in _entries)
        {
            if (!keys.IsStillIn(entry.Caller, now) && _entries.TryRemove(entry, out _))
            {
                Close(entry);
                closed++;
            }
        }

        return closed;
    }

    private static void Close(Entry entry)
    {
        try
        {
            entry.Close();
        }
        catch (ObjectDisposedException)
        {
            // It has ended in this very moment.
        }
    }

    private sealed class Entry(KeyConnections owner, Caller caller, Action close) : IDisposable
    {
        public Caller Caller => caller;

        public void Close() => close();

        public void Dispose() => owner._entries.TryRemove(this, out _);
    }
}
