namespace Gateway.Commands;

/// <summary>How many HTTP requests are under way to one hub. Reads and writes are counted by themselves: endless streams must leave room to act. Thread-safe.</summary>
internal sealed class HttpLane
{
    /// <summary>Of each sort; small hubs serve few connections.</summary>
    public const int MaxAtOnce = 16;

    private int _reads;
    private int _writes;

    /// <summary>False when there are too many; else <see cref="Leave"/> must follow.</summary>
    public bool TryEnter(bool isRead)
    {
        ref var count = ref Count(isRead);
        if (Interlocked.Increment(ref count) <= MaxAtOnce)
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    public void Leave(bool isRead) => Interlocked.Decrement(ref Count(isRead));

    private ref int Count(bool isRead) => ref isRead ? ref _reads : ref _writes;
}
