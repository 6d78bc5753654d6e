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
    private readonly Dictionary<string, GenericSocketIOVisit> _watched = new(StringComparer.Ordinal);

    /// <summary>The one that was used last stands last.</summary>
    private readonly List<GenericSocketIOVisit> _visits = [];

    /// <summary>Whose join somebody has given up while the server had not answered it.</summary>
    private readonly Dictionary<string, Task> _late = new(StringComparer.Ordinal);

    /// <summary>A command to that namespace begins. False while every place is taken by a command under way.</summary>
    public bool TryBegin(string namespaceName, [NotNullWhen(true)] out GenericSocketIOVisit? visit)
    {
        lock (_gate)
        {
            if (!_watched.TryGetValue(namespaceName, out visit))
            {
                visit = Find(namespaceName);
                if (visit is not null)
                {
                    _visits.Remove(visit);
                }
                else
                {
                    visit = new GenericSocketIOVisit(namespaceName);
                    if (_visits.Count >= Capacity && !TryLeaveOldest(visit))
                    {
                        return false;
                    }
                }

                _visits.Add(visit);
            }

            visit.Commands++;
            return true;
        }
    }

    /// <summary>It has ended, one way or the other.</summary>
    public void End(GenericSocketIOVisit visit)
    {
        lock (_gate)
        {
            visit.Commands--;
            if (_visits.Count > Capacity)
            {
                // One more than there is room for came from a topic while every place was taken.
                TryLeaveOldest(visit);
            }
        }
    }

    /// <summary>A topic asks for it: it is not left for others any more.</summary>
    public void Watch(string namespaceName)
    {
        lock (_gate)
        {
            if (!_watched.ContainsKey(namespaceName))
            {
                var visit = Find(namespaceName) ?? new GenericSocketIOVisit(namespaceName);
                _visits.Remove(visit);
                _watched.Add(namespaceName, visit);
            }
        }
    }

    /// <summary>No topic asks for it any more: it is left where it was joined, but for the answers that commands wait for there.</summary>
    public Task UnwatchAsync(string namespaceName, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return TryRelease(namespaceName) ? connection.LeaveAsync(namespaceName, cancellationToken) : Task.CompletedTask;
        }
    }

    /// <summary>The server has removed us from it, or never let us in: there is nothing to leave.</summary>
    public void Forget(string namespaceName)
    {
        lock (_gate)
        {
            TryRelease(namespaceName);
        }
    }

    /// <summary>
    /// Somebody has waited long enough to join it. Where the server answers after all and nobody wants it by then, it is left: its
    /// events would come for nobody.
    /// </summary>
    public void GiveUp(string namespaceName)
    {
        lock (_gate)
        {
            // No answer is due: it may have come just now.
            var joining = connection.Joining(namespaceName)?.Reply;
            if (!_late.ContainsKey(namespaceName) && (joining is not null || !IsWanted(namespaceName)))
            {
                _late.Add(namespaceName, LeaveUnlessWantedAsync(namespaceName, joining ?? Task.FromResult(new UpstreamReply(UpstreamReplyKind.Yes))));
            }
        }
    }

    /// <summary>Returns when nothing is waited for any more; call it once the connection is closed.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_late.Values);
        }
    }

    private async Task LeaveUnlessWantedAsync(string namespaceName, Task<UpstreamReply> joining)
    {
        await Task.Yield();
        var reply = await joining;
        Task leaving;
        lock (_gate)
        {
            _late.Remove(namespaceName);
            leaving = reply.Kind == UpstreamReplyKind.Yes && !IsWanted(namespaceName) ? connection.LeaveAsync(namespaceName, CancellationToken.None) : Task.CompletedTask;
        }

        await leaving;
    }

    private bool IsWanted(string namespaceName) => _watched.ContainsKey(namespaceName) || Find(namespaceName) is not null;

    private GenericSocketIOVisit? Find(string namespaceName) => _visits.Find(known => string.Equals(known.Name, namespaceName, StringComparison.Ordinal));

    /// <summary>Topics let go of it. True when nothing keeps it; else it goes on as one that commands use.</summary>
    private bool TryRelease(string namespaceName)
    {
        if (!_watched.Remove(namespaceName, out var visit))
        {
            return false;
        }

        if (visit.Commands > 0)
        {
            _visits.Add(visit);
        }

        return visit.Commands == 0;
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
