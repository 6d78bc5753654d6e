namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// How much may be written to a server that reads only so much at once. Many servers never answer, so what was written a while ago
/// does not count: nobody's silence holds up others. Used by the one writer; only making room is anybody's.
/// </summary>
/// <param name="most">Packets at once.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketIOPace(int most, TimeProvider time) : IDisposable
{
    /// <summary>What was written longer ago than this the server has read, whether it answers or not.</summary>
    public static readonly TimeSpan ReadByThen = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _room = new(0, 1);
    private long _began = time.GetTimestamp();
    private int _written;
    private bool _isDisposed;

    public void Wrote() => _written++;

    /// <param name="unanswered">How many acks are waited for.</param>
    public bool IsFull(int unanswered)
    {
        if (time.GetElapsedTime(_began) > ReadByThen)
        {
            _began = time.GetTimestamp();
            _written = 0;
        }

        return unanswered >= most && _written >= most;
    }

    /// <summary>Waits until there may be room again.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _room.WaitAsync(ReadByThen, cancellationToken);

    /// <summary>An answer came, or something is more urgent than the pace.</summary>
    public void MakeRoom()
    {
        lock (_room)
        {
            // A caller may give up after the connection has gone.
            if (!_isDisposed && _room.CurrentCount == 0)
            {
                _room.Release();
            }
        }
    }

    public void Dispose()
    {
        lock (_room)
        {
            _isDisposed = true;
            _room.Dispose();
        }
    }
}
