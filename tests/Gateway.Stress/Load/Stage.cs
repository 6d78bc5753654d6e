using Gateway.Stress.Load.Hubs;

namespace Gateway.Stress.Load;

/// <summary>What all actors of a run share.</summary>
/// <param name="Gateway">Where it listens.</param>
/// <param name="Hubs">The hubs behind it.</param>
/// <param name="Ledger">The run's.</param>
/// <param name="Commands">What was commanded.</param>
internal sealed record Stage(Uri Gateway, IReadOnlyList<LoadHub> Hubs, Ledger Ledger, CommandLog Commands)
{
    private long _actions;

    public long Actions => Volatile.Read(ref _actions);

    public void Count(string what, long by)
    {
        if (by > 0)
        {
            Ledger.Count(what, by);
        }
    }

    /// <summary>One random thing that a client did.</summary>
    public void Act(string what)
    {
        Interlocked.Increment(ref _actions);
        Ledger.Count("action " + what);
    }
}
