namespace Gateway.Tests.Upstreams.Recording;

/// <summary>A file on a disk that fails, or, where there is no fault, never answers.</summary>
internal sealed class BrokenStream(Exception? fault, bool isAtTheEnd = false) : MemoryStream
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (fault is null)
        {
            await new TaskCompletionSource().Task;
        }
        else if (!isAtTheEnd)
        {
            throw fault;
        }
    }

    public override ValueTask DisposeAsync() => isAtTheEnd ? ValueTask.FromException(fault!) : base.DisposeAsync();
}
