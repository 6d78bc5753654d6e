namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Whether sessions with one server try to move from polling to a WebSocket. Where that failed it is let be for a while: what spoils
/// it, a proxy mostly, would do so in every session, and writing stands still while it is tried. Thread-safe.
/// </summary>
internal sealed class SocketIOUpgrades(TimeProvider time, SocketIOLog log)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private long? _failed;

    public bool MayTry
    {
        get
        {
            lock (_gate)
            {
                return _failed is not { } failed || time.GetElapsedTime(failed) >= Rest;
            }
        }
    }

    /// <param name="why">For people.</param>
    public void Failed(string why)
    {
        lock (_gate)
        {
            _failed = time.GetTimestamp();
        }

        log.UpgradeFailed(why, Rest);
    }
}
