namespace Gateway.Benchmarks.SocketIO;

/// <summary>Tells when the last of a number of events was handed over.</summary>
internal sealed class Countdown
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private TaskCompletionSource _done = new();
    private int _left;

    public Task StartAsync(int events)
    {
        _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, events);
        return _done.Task.WaitAsync(Limit);
    }

    public void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _done.TrySetResult();
        }
    }
}
