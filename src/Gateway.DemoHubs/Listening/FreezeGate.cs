namespace Gateway.DemoHubs.Listening;

/// <summary>Stands between a demo hub and its sockets; while it is frozen, bytes pass in neither direction.</summary>
internal sealed class FreezeGate
{
    private volatile TaskCompletionSource? _frozen;

    public bool IsFrozen => _frozen is not null;

    public void Freeze() => _frozen ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Unfreeze() => Interlocked.Exchange(ref _frozen, null)?.TrySetResult();

    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        // It may be frozen again before the waiter runs.
        while (_frozen is { } frozen)
            await frozen.Task.WaitAsync(cancellationToken);
    }
}
