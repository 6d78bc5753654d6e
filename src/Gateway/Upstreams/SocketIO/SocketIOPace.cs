namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// How much may be written to a server that reads only so much at once. Many servers never answer, so what was written a while ago
/// does not count: nobody's silence holds up others. Used by the one writer.
/// </summary>
/// <param name="most">Packets at once.</param>
/// <param name="time">The clock.</param>
internal sealed class SocketIOPace(int most, TimeProvider time)
{
    /// <summary>What was written longer ago than this the server has read, whether it answers or not.</summary>
    public static readonly TimeSpan ReadByThen = TimeSpan.FromSeconds(1);

    private long _began = time.GetTimestamp();
    private int _written;

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
}
