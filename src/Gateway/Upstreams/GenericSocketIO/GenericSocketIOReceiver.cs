using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>One connection's way into the feed.</summary>
internal sealed class GenericSocketIOReceiver(GenericSocketIOFeed feed) : ISocketIOReceiver
{
    private readonly TaskCompletionSource<string> _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Completes when the server has removed us from a namespace. The transport would stay open and say nothing any more, so the
    /// session ends and a new one joins again.
    /// </summary>
    public Task<string> RemovedFrom => _removed.Task;

    public void Event(in SocketIOEvent received) => feed.Add(received);

    public void Removed(string namespaceName) => _removed.TrySetResult(namespaceName);

    public void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args) => feed.AddAck(namespaceName, id, args);
}
