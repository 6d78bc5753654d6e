namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// The Engine.IO revision of a connection: 3 or 4, or 0 for Socket.IO 0.9. A server asked for 4 may turn out to speak 3, which
/// its first packets show; what is sent and how heartbeats run follows that at once.
/// </summary>
internal sealed class EngineRevision(int number, bool isCertain = true)
{
    private volatile int _number = number;

    public int Number => _number;

    /// <summary>False while only asked for.</summary>
    public bool IsCertain { get; private set; } = isCertain;

    public void Settle(int revision)
    {
        _number = revision;
        IsCertain = true;
    }
}
