namespace Gateway.Benchmarks;

/// <summary>Tells when the last of a number of clients was written to. Allocates nothing per event.</summary>
internal sealed class Arrivals : IDisposable
{
    private readonly int _clients;
    private readonly ManualResetEventSlim _all = new();
    private int _left;

    public Arrivals(int clients)
    {
        _clients = clients;
        _left = clients;
    }

    public long LastArrival { get; private set; }

    public void Count()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            LastArrival = TimeProvider.System.GetTimestamp();
            _all.Set();
        }
    }

    public void Wait()
    {
        _all.Wait();
        _all.Reset();
        Volatile.Write(ref _left, _clients);
    }

    public void Dispose() => _all.Dispose();
}
