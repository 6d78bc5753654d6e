namespace Gateway.Benchmarks.SocketIO;

/// <summary>One way to receive the events of a Socket.IO server.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Has the sender send, and completes when the last event has been handed over.</summary>
    Task ReceiveAsync(Load load);
}

/// <param name="Events">How many.</param>
/// <param name="Size">Bytes of a frame.</param>
/// <param name="PauseMilliseconds">Between two events; 0: as fast as they are taken.</param>
internal sealed record Load(int Events, int Size, int PauseMilliseconds);
