namespace Gateway.Benchmarks.SocketIO;

/// <summary>One way to receive the events of a Socket.IO server.</summary>
internal interface IContender : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Has the sender send, and completes when the last event has been handed over.</summary>
    /// <param name="events">How many.</param>
    /// <param name="size">Bytes of a frame.</param>
    Task ReceiveAsync(int events, int size);
}
