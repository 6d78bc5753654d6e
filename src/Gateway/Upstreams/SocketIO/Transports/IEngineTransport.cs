namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>How packets travel between us and the server. One reader and one writer at a time; never re-opened.</summary>
internal interface IEngineTransport : IAsyncDisposable
{
    /// <summary>How long nothing has come in by any of its sockets.</summary>
    TimeSpan Silence { get; }

    /// <summary>Whether a goodbye may reach the server in one piece with what was written before it.</summary>
    bool IsStream { get; }

    /// <summary>
    /// The next packet. Throws <see cref="EngineTransportException"/> when the connection broke or the server said something that
    /// ends it, in words for people.
    /// </summary>
    ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes a batch's items in order, each only if <see cref="OutboundBatch.MayWrite"/> says so once nothing has to be waited for any
    /// more. Throws like <see cref="ReadAsync"/>.
    /// </summary>
    ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken);

    /// <summary>Says goodbye where the transport has a way to; nothing may be written afterwards.</summary>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>Ends it at once: the peer may be dead.</summary>
    void Abort();
}
