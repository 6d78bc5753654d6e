namespace Gateway.Upstreams;

/// <summary>
/// One message to a hub on its way: queued, then either written or abandoned, never both. What is abandoned before the write is
/// never written; what was written is never taken back.
/// </summary>
internal abstract class UpstreamRequest
{
    private const int Queued = 0;
    private const int Written = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<UpstreamReply> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    /// <summary>It must not be written after this time.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>False: the caller only wants to know that it was written.</summary>
    public bool IsAwaited { get; init; } = true;

    /// <summary>The id it was written with.</summary>
    public long Id { get; private set; }

    public Task<UpstreamReply> Reply => _reply.Task;

    /// <summary>Completes when the frame was handed to the socket, or will never be.</summary>
    public Task WrittenOrEnded => _written.Task;

    public bool HasBegun => Volatile.Read(ref _state) == Written;

    public bool TryBegin(long id)
    {
        Id = id;
        return Interlocked.CompareExchange(ref _state, Written, Queued) == Queued;
    }

    public bool TryAbandon(UpstreamReplyKind kind) => TryAbandon(new UpstreamReply(kind));

    public bool TryAbandon(UpstreamReply reply)
    {
        var isAbandoned = Interlocked.CompareExchange(ref _state, Abandoned, Queued) == Queued;
        if (isAbandoned)
        {
            Complete(reply);
        }

        return isAbandoned;
    }

    public virtual void MarkWritten() => _written.TrySetResult();

    public void Complete(UpstreamReply reply)
    {
        _reply.TrySetResult(reply);
        _written.TrySetResult();
    }
}
