using System.Collections.Concurrent;

namespace Gateway.Tests.Upstreams;

/// <summary>Keeps the continuations of a call back until the test lets them run, as a busy thread pool does.</summary>
internal sealed class HeldContext : SynchronizationContext
{
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _work = new();

    public bool HasWork => !_work.IsEmpty;

    public Task<T> Start<T>(Func<Task<T>> call)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return call();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public bool RunUntil(Task task)
    {
        while (_work.TryDequeue(out var work))
        {
            work.Callback(work.State);
        }

        return task.IsCompleted;
    }

    public override void Post(SendOrPostCallback d, object? state) => _work.Enqueue((d, state));
}
