namespace Gateway.Benchmarks.SocketIO;

/// <summary>One way to receive the events of a Socket.IO server.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Has the sender send, and completes when the last event has been handed over.</summary>
    Task ReceiveAsync(Load load);
}

/// <param name="Events">How many.</param>
/// <param name="Size">Bytes of a frame.</param>
/// <param name="Together">How many go into one write to the socket.</param>
/// <param name="PauseMilliseconds">Between two writes; 0: as fast as they are taken.</param>
internal sealed record Load(int Events, int Size, int Together, int PauseMilliseconds)
{
    public override string ToString() => (Together, PauseMilliseconds) switch
    {
        (_, > 0) => $"{PauseMilliseconds} ms apart",
        (1, _) => "one a write",
        _ => $"{Together} a write",
    };
}
