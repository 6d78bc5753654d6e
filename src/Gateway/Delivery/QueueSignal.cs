using System.Threading.Tasks.Sources;

namespace Gateway.Delivery;

/// <summary>
/// Wakes the one pump that waits on a queue, without an allocation per wait. The pump goes on in the thread pool, never inside
/// the publisher that set the signal.
/// </summary>
internal sealed class QueueSignal : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private bool _isSet;
    private bool _isWaiting;

    /// <summary>Under the queue's lock: sets the signal; a set signal stays set until awaited.</summary>
    public void Set()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            _source.SetResult(true);
        }
        else
        {
            _isSet = true;
        }
    }

    /// <summary>Under the queue's lock: a task that completes with the next <see cref="Set"/>. One waiter at a time.</summary>
    public ValueTask WaitAsync()
    {
        if (_isSet)
        {
            _isSet = false;
            return ValueTask.CompletedTask;
        }

        _source.Reset();
        _isWaiting = true;
        return new ValueTask(this, _source.Version);
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
