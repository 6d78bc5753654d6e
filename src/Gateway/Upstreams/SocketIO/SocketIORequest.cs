namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// One packet on its way to the server. With <see cref="UpstreamRequest.IsAwaited"/> an event asks for an ack, and the reply is
/// <see cref="UpstreamReplyKind.Yes"/> with the ack's JSON array, whatever it says; else it is done once written.
/// </summary>
internal sealed class SocketIORequest : UpstreamRequest
{
    private SocketIORequest(SocketIORequestKind kind, string namespaceName)
    {
        Kind = kind;
        Namespace = namespaceName;
    }

    public SocketIORequestKind Kind { get; }

    /// <summary>Such as <c>/chat</c>; <c>/</c> for the root.</summary>
    public string Namespace { get; }

    /// <summary>The event's name, unescaped.</summary>
    public string Name { get; private init; } = "";

    /// <summary>An event's or ack's arguments as a JSON array, with binary as <c>{"$binary":"&lt;base64&gt;"}</c>; a join's auth; a raw packet's text. Let go once written.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>The server's ack id that is answered, or a raw packet's own.</summary>
    public long? AckId { get; private init; }

    /// <summary>A join for whose answer somebody has waited long enough; others may still wait.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Whether the server's answer is waited for under its id.</summary>
    public bool HasAck => Kind == SocketIORequestKind.Event && IsAwaited;

    /// <param name="namespaceName">A namespace that is joined.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="args">Its arguments as a JSON array; empty: none.</param>
    /// <param name="wantsAck">Whether the server is asked for an answer.</param>
    /// <param name="expiresAt">It must not be written after this time.</param>
    public static SocketIORequest Event(string namespaceName, string name, ReadOnlyMemory<byte> args, bool wantsAck = true, DateTimeOffset? expiresAt = null) =>
        new(SocketIORequestKind.Event, namespaceName) { Name = name, Payload = args, IsAwaited = wantsAck, ExpiresAt = expiresAt };

    /// <summary>The answer to an event that came with an ack id.</summary>
    public static SocketIORequest Answer(string namespaceName, long ackId, ReadOnlyMemory<byte> args) =>
        new(SocketIORequestKind.Answer, namespaceName) { AckId = ackId, Payload = args, IsAwaited = false };

    public static SocketIORequest Join(string namespaceName, ReadOnlyMemory<byte> auth) =>
        new(SocketIORequestKind.Join, namespaceName) { Payload = auth };

    public static SocketIORequest Leave(string namespaceName) =>
        new(SocketIORequestKind.Leave, namespaceName) { IsAwaited = false };

    public static SocketIORequest Raw(string namespaceName, ReadOnlyMemory<byte> packet, long? ackId) =>
        new(SocketIORequestKind.Raw, namespaceName) { Payload = packet, AckId = ackId, IsAwaited = false };

    /// <summary>Wakes the writer for a sign of life; writes nothing itself.</summary>
    public static SocketIORequest Wake() => new(SocketIORequestKind.Wake, "/") { IsAwaited = false };

    /// <summary>Nothing more will come of it.</summary>
    public void End(UpstreamReplyKind ifQueued, UpstreamReplyKind ifBegun)
    {
        if (!TryAbandon(ifQueued))
        {
            Complete(new UpstreamReply(ifBegun));
        }
    }

    public override void MarkWritten()
    {
        Payload = default;
        base.MarkWritten();
    }
}

/// <summary>What a packet does.</summary>
internal enum SocketIORequestKind
{
    Event,
    Answer,
    Join,
    Leave,
    Raw,
    Wake,
}
