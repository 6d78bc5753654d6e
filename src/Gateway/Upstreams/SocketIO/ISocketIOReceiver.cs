namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// What a kind makes of what a Socket.IO server sends. Called by the connection's read loop, one call at a time, in the order
/// of the wire; must return at once. An exception is logged and counted, and ends nothing.
/// </summary>
internal interface ISocketIOReceiver
{
    /// <summary>An event, plain or binary. May come before <see cref="SocketIODialer.OpenAsync"/> has returned.</summary>
    void Event(in SocketIOEvent received);

    /// <summary>The server removed us from a namespace; the transport stays open.</summary>
    /// <param name="namespaceName">Such as <c>/chat</c>; <c>/</c> for the root.</param>
    void Removed(string namespaceName);

    /// <summary>An answer to an ack id that was written raw, so that nobody here waits for it.</summary>
    /// <param name="namespaceName">UTF-8, <c>/</c> for the root.</param>
    /// <param name="id">The id as written.</param>
    /// <param name="args">The answer's JSON array.</param>
    void UnclaimedAck(ReadOnlySpan<byte> namespaceName, long id, ReadOnlySpan<byte> args);
}
