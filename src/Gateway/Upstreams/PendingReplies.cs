using System.Diagnostics.CodeAnalysis;

namespace Gateway.Upstreams;

/// <summary>
/// Who waits for which answer. A waiter is entered by the session's one writer, in the same step that allocates its id and
/// writes the frame, so an answer finds its own caller or nobody. Thread-safe.
/// </summary>
internal sealed class PendingReplies<TWaiter>
    where TWaiter : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TWaiter> _waiters = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Count;
            }
        }
    }

    public void Add(long id, TWaiter waiter)
    {
        lock (_gate)
        {
            _waiters.Add(id, waiter);
        }
    }

    /// <summary>The answer is here, or nobody waits for it any more.</summary>
    public bool TryRemove(long id, [NotNullWhen(true)] out TWaiter? waiter)
    {
        lock (_gate)
        {
            return _waiters.Remove(id, out waiter);
        }
    }

    /// <summary>Who waits for the answer, left waiting.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out TWaiter? waiter)
    {
        lock (_gate)
        {
            return _waiters.TryGetValue(id, out waiter);
        }
    }

    public bool Contains(long id)
    {
        lock (_gate)
        {
            return _waiters.ContainsKey(id);
        }
    }

    /// <summary>The session is lost: everyone who still waits, to be told so.</summary>
    public IReadOnlyList<TWaiter> RemoveAll()
    {
        lock (_gate)
        {
            TWaiter[] waiters = [.. _waiters.Values];
            _waiters.Clear();
            return waiters;
        }
    }
}
