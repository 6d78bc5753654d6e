using System.Collections.Concurrent;
using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>One connection's way into the feed.</summary>
internal sealed class GenericSocketIOReceiver(GenericSocketIOFeed feed, string ownNamespace) : ISocketIOReceiver
{
    private readonly TaskCompletionSource<string> _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _watched = new(StringComparer.Ordinal);

    /// <summary>
    /// Completes when the server has removed us from the hub's own namespace. The transport would stay open and say nothing any
    /// more, so the session ends and a new one joins again. Another namespace concerns only those who asked for it.
    /// </summary>
    public Task<string> RemovedFromOwn => _removed.Task;

    /// <summary>Cancelled when the server removes us from that namespace. One at a time: a later call takes the place of the one before.</summary>
    public CancellationToken Watch(string namespaceName)
    {
        var end = new CancellationTokenSource();
        _watched[namespaceName] = end;
        return end.Token;
    }

    public void Unwatch(string namespaceName) => _watched.TryRemove(namespaceName, out _);

    public void Event(in SocketIOEvent received) => feed.Add(received);

    public void Removed(string namespaceName)
    {
        if (string.Equals(namespaceName, ownNamespace, StringComparison.Ordinal))
        {
            _removed.TrySetResult(namespaceName);
        }
        else if (_watched.TryRemove(namespaceName, out var end))
        {
            end.Cancel();
        }
    }

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) => feed.AddAck(namespaceName, id, args);
}
