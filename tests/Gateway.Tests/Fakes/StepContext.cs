namespace Gateway.Tests.Fakes;

/// <summary>
/// Runs what asynchronous code does next when a test says so, and in the order the test picks: so a race is a test that is
/// repeatable, and "nothing more happens" is a fact instead of a wait.
/// </summary>
internal sealed class StepContext(Random? order = null) : SynchronizationContext
{
    private readonly Lock _gate = new();
    private readonly List<(SendOrPostCallback Step, object? State)> _steps = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            _steps.Add((d, state));
        }
    }

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs the action as part of this context, without any later step.</summary>
    public void Enter(Action action)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs one step: the oldest, or a random one. False when there is none.</summary>
    public bool Step()
    {
        (SendOrPostCallback Step, object? State) next;
        lock (_gate)
        {
            if (_steps.Count == 0)
            {
                return false;
            }

            var index = order?.Next(_steps.Count) ?? 0;
            next = _steps[index];
            _steps.RemoveAt(index);
        }

        Enter(() => next.Step(next.State));
        return true;
    }
}
