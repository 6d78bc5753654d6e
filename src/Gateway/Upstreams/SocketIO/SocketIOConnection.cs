namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// One live connection to a Socket.IO server, never re-opened. It reads by itself and hands what it reads to its receiver.
/// Members are thread-safe. Disposing closes politely within 2 s where the server still listens, else cuts; whoever waits for
/// an answer then hears that it is lost.
/// </summary>
internal sealed class SocketIOConnection : IAsyncDisposable
{
    public SocketIOGeneration Generation => throw new NotSupportedException();

    /// <summary>Packets received so far, heartbeats included.</summary>
    public long PacketsRead => throw new NotSupportedException();

    /// <summary>How long nothing has come in.</summary>
    public TimeSpan Silence => throw new NotSupportedException();

    /// <summary>Completes when the connection has ended by whatever cause, with that cause. Never faults.</summary>
    public Task<DisconnectReason> Completion => throw new NotSupportedException();

    /// <summary>Ends it at once; <see cref="Completion"/> then tells this reason.</summary>
    public void Abort(DisconnectReason reason) => throw new NotSupportedException();

    /// <summary>
    /// Joins a namespace, or finds it joined. Reply: <see cref="UpstreamReplyKind.Yes"/>; <see cref="UpstreamReplyKind.No"/> with
    /// what the server said (JSON, free of secrets); TimedOut after <see cref="SocketIOOptions.StepTimeout"/>; Lost.
    /// </summary>
    /// <param name="namespaceName">Such as <c>/chat</c>, or <c>/chat?room=1</c> with a query for Engine.IO 3 and 0.9.</param>
    /// <param name="auth">A JSON object for generations 3 and 4; empty: none.</param>
    public Task<UpstreamReply> JoinAsync(string namespaceName, ReadOnlyMemory<byte> auth, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Leaves a namespace.</summary>
    public Task LeaveAsync(string namespaceName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>
    /// Writes a request and waits for its ack, or only for the write. The caller's time limit is <paramref name="cancellationToken"/>:
    /// reply Expired when it was not written by then, TimedOut when it was. <see cref="UpstreamReplyKind.No"/> with a JSON string:
    /// it cannot be sent (namespace not joined, too large, binary to 0.9), and nothing was written.
    /// </summary>
    public Task<UpstreamReply> SendAsync(SocketIORequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>
    /// Writes a packet as it is given, such as <c>42["add user","John"]</c>, after checking that it would not break the
    /// connection. Null when written; else why not, for the caller's eyes.
    /// </summary>
    public Task<string?> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => throw new NotSupportedException();
}
