namespace Gateway.Upstreams.Homey;

/// <summary>
/// Commands that were sent and for whose answer nobody waits: a refusal among them must still be told in the log. Of more than
/// a bounded number no answer is kept. Owned by the session, which awaits them at its end. Thread-safe.
/// </summary>
internal sealed class HomeyErrands
{
    private const int Max = 256;
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];

    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                _running.RemoveWhere(static task => task.IsCompleted);
                return _running.Count < Max;
            }
        }
    }

    public void Add(Task errand)
    {
        lock (_gate)
        {
            _running.Add(errand);
        }
    }

    /// <summary>Completes with the last of them.</summary>
    public Task UntilDoneAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_running);
        }
    }
}
