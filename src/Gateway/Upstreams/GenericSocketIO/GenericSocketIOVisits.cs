using System.Diagnostics.CodeAnalysis;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>
/// Which namespaces are joined for commands alone: so many at most, and then the one is left which no command has used for longest.
/// What topics need stays. Thread-safe; leaving is enqueued inside the lock, so that whoever comes after it joins again.
/// </summary>
internal sealed class GenericSocketIOVisits(SocketIOConnection connection)
{
    public const int Capacity = 32;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);

    /// <summary>The one that was used last stands last.</summary>
    private readonly List<GenericSocketIOVisit> _visits = [];

    /// <summary>A command to that namespace begins. False while every place is taken by a command under way.</summary>
    public bool TryBegin(string namespaceName, [NotNullWhen(true)] out GenericSocketIOVisit? visit)
    {
        lock (_gate)
        {
            visit = _visits.Find(known => string.Equals(known.Name, namespaceName, StringComparison.Ordinal));
            if (visit is not null)
            {
                _visits.Remove(visit);
            }
            else
            {
                visit = new GenericSocketIOVisit(namespaceName);
                if (_watched.Contains(namespaceName))
                {
                    return true;
                }

                if (_visits.Count >= Capacity && !TryLeaveOldest(visit))
                {
                    return false;
                }
            }

            visit.Commands++;
            _visits.Add(visit);
            return true;
        }
    }

    /// <summary>It has ended, one way or the other.</summary>
    public void End(GenericSocketIOVisit visit)
    {
        lock (_gate)
        {
            visit.Commands--;
        }
    }

    /// <summary>A topic asks for it: it is not left for others any more.</summary>
    public void Watch(string namespaceName)
    {
        lock (_gate)
        {
            _watched.Add(namespaceName);
            _visits.RemoveAll(visit => string.Equals(visit.Name, namespaceName, StringComparison.Ordinal));
        }
    }

    /// <summary>No topic asks for it any more: it is left where it was joined.</summary>
    public Task UnwatchAsync(string namespaceName, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _watched.Remove(namespaceName) ? connection.LeaveAsync(namespaceName, cancellationToken) : Task.CompletedTask;
        }
    }

    /// <summary>The server has removed us from it, or never let us in: there is nothing to leave.</summary>
    public void Forget(string namespaceName)
    {
        lock (_gate)
        {
            _watched.Remove(namespaceName);
        }
    }

    private bool TryLeaveOldest(GenericSocketIOVisit next)
    {
        var oldest = _visits.Find(static visit => visit.Commands == 0);
        if (oldest is null)
        {
            return false;
        }

        _visits.Remove(oldest);
        next.Room = connection.LeaveAsync(oldest.Name, CancellationToken.None);
        return true;
    }
}
