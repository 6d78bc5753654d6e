using Gateway.Commands;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// One live connection to a Socket.IO server, never re-opened. It reads by itself and hands what it reads to its receiver.
/// Members are thread-safe. Disposing closes politely within 2 s where the server still listens, else cuts; whoever waits for
/// an answer then hears that it is lost.
/// </summary>
internal sealed class SocketIOConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly SocketIOLink _link;
    private readonly SocketIOOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketIONamespaces _namespaces = new();
    private readonly SocketIOOutbox _outbox;
    private readonly SocketIOHeart _heart;
    private readonly SocketIOInbox _inbox;
    private readonly ISocketIOReader _reader;
    private readonly SocketIOLog _log;
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private DisconnectReason? _aborted;
    private bool _isDisposed;
    private long _packetsRead;

    public SocketIOConnection(SocketIOLink link, SocketIOOptions options, ISocketIOReceiver receiver, TimeProvider time, SocketIOLog log)
    {
        _link = link;
        _options = options;
        _time = time;
        _log = log;
        var isLegacy = link.Revision.Number == 0;
        var isBinaryText = options.Base64 || (options.Transport != SocketIOTransport.WebSocket && link.Revision.Number == 4);
        var packer = new SocketIOPacker(isLegacy ? new LegacyEncoder(link.Transport is PollingTransport) : new SocketIOEncoder(link.Revision), link.MaxPayload, isBinaryText);
        _outbox = new SocketIOOutbox(link.Transport, packer, _namespaces, time);
        _heart = new SocketIOHeart(link.Transport, _outbox, link.Revision, link.Timing, time);
        _inbox = new SocketIOInbox(receiver, _namespaces, _outbox, new SocketIOSecrets(options), log);
        _reader = isLegacy ? new LegacyReader(_inbox, _heart) : new SocketIOReader(_inbox, _heart, link.Revision, options.MaxPacketBytes);
        Root = SocketIORequest.Join("/", default);
        if (link.Revision.Number != 4 || !link.Revision.IsCertain)
        {
            _namespaces.Expect("/", Root);
        }

        _ended = _ending.Token;
        Completion = RunAsync();
    }

    /// <summary>Waits for the root namespace, which Engine.IO 3 and 0.9 servers join unasked.</summary>
    public SocketIORequest Root { get; }

    /// <summary>The root namespace will not come unasked: the server speaks Engine.IO 4.</summary>
    public void ExpectNoRoot() => _namespaces.Forget("/");

    public EngineRevision Revision => _link.Revision;

    public SocketIOGeneration Generation => new(_link.Revision.Number, _link.Server);

    /// <summary>Packets received so far, heartbeats included.</summary>
    public long PacketsRead => Interlocked.Read(ref _packetsRead);

    /// <summary>Packets received that were none, or fitted nobody.</summary>
    public long OddPackets => _inbox.Odd;

    /// <summary>How long nothing has come in.</summary>
    public TimeSpan Silence => _link.Transport.Silence;

    /// <summary>How long the server took to answer our last ping; null where it pings us.</summary>
    public TimeSpan? RoundTrip => _heart.RoundTrip;

    /// <summary>How many acks are waited for.</summary>
    public int Unanswered => _outbox.Unanswered;

    /// <summary>Completes when the connection has ended by whatever cause, with that cause. Never faults.</summary>
    public Task<DisconnectReason> Completion { get; }

    /// <summary>Ends it at once; <see cref="Completion"/> then tells this reason.</summary>
    public void Abort(DisconnectReason reason)
    {
        Interlocked.CompareExchange(ref _aborted, reason, null);
        _link.Transport.Abort();
    }

    /// <summary>
    /// Joins a namespace, or finds it joined. Reply: <see cref="UpstreamReplyKind.Yes"/>; <see cref="UpstreamReplyKind.No"/> with
    /// what the server said (JSON, free of secrets); TimedOut after <see cref="SocketIOOptions.StepTimeout"/>; Full; NotSent; Lost. Whoever
    /// comes while the server has not answered waits for the same answer, and each for its own time only.
    /// </summary>
    /// <param name="namespaceName">Such as <c>/chat</c>, or <c>/chat?room=1</c> with a query for Engine.IO 3 and 0.9.</param>
    /// <param name="auth">A JSON object for generations 3 and 4; empty: none.</param>
    public async Task<UpstreamReply> JoinAsync(string namespaceName, ReadOnlyMemory<byte> auth, CancellationToken cancellationToken)
    {
        var join = SocketIORequest.Join(namespaceName, auth);
        var waiting = _namespaces.Join(SocketIONamespaces.NameOf(namespaceName), join, _outbox.Enqueue);
        if (waiting is null)
        {
            return new UpstreamReply(UpstreamReplyKind.Yes);
        }

        using var limit = new CancellationTokenSource(_options.StepTimeout, _time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await WaitAsync(waiting.Reply, patience.Token);
        waiting.IsGivenUp |= !waiting.Reply.IsCompleted;
        cancellationToken.ThrowIfCancellationRequested();
        return reply;
    }

    /// <summary>The join that the server has not answered, also when all have given it up; null when there is none.</summary>
    public SocketIORequest? Joining(string namespaceName) => _namespaces.Joining(SocketIONamespaces.NameOf(namespaceName));

    /// <summary>Leaves a namespace.</summary>
    public async Task LeaveAsync(string namespaceName, CancellationToken cancellationToken)
    {
        var leave = SocketIORequest.Leave(namespaceName);
        if (_namespaces.Leave(namespaceName, () => _outbox.TryEnqueue(leave)))
        {
            await leave.WrittenOrEnded.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Writes a request and waits for its ack, or only for the write. The caller's time limit is <paramref name="cancellationToken"/>:
    /// reply Expired when it was not written by then, TimedOut when it was. <see cref="UpstreamReplyKind.No"/> with a JSON string:
    /// it cannot be sent (too large, binary to 0.9), and nothing was written. A namespace that is being joined is waited for;
    /// without it the reply is NotSent.
    /// </summary>
    public async Task<UpstreamReply> SendAsync(SocketIORequest request, CancellationToken cancellationToken)
    {
        if (!_namespaces.IsJoined(request) && _namespaces.Joining(request.Namespace) is { } join)
        {
            await WaitAsync(join.Reply, cancellationToken);
        }

        return _namespaces.IsJoined(request)
            ? await _outbox.AskAsync(request, cancellationToken)
            : new UpstreamReply(cancellationToken.IsCancellationRequested ? UpstreamReplyKind.Expired : UpstreamReplyKind.NotSent);
    }

    /// <summary>
    /// Writes a packet as it is given, such as <c>42["add user","John"]</c>, after checking that it would not break the
    /// connection. <see cref="CommandStatus.Sent"/> once written; <see cref="CommandStatus.Invalid"/> with the reason, or not sent.
    /// </summary>
    public async Task<CommandOutcome> WriteRawAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        var request = SocketIORawPacket.Parse(packet, Revision.Number, out var fault);
        if (request is null)
        {
            return CommandOutcome.Invalid(fault!);
        }

        if (!_namespaces.IsJoined(request))
        {
            return CommandOutcome.Invalid($"The namespace '{request.Namespace}' is not joined; subscribe to a topic of it first, such as \"{request.Namespace},*\".");
        }

        var reply = await _outbox.AskAsync(request, cancellationToken);
        return reply.Kind switch
        {
            UpstreamReplyKind.Yes => CommandOutcome.Sent,
            UpstreamReplyKind.No => CommandOutcome.Invalid(SocketIORawPacket.Words(reply)),
            _ => reply.ToFailure(TimeSpan.Zero),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            await Completion;
            return;
        }

        Interlocked.CompareExchange(ref _aborted, DisconnectReason.Stopping, null);
        if (!Completion.IsCompleted)
        {
            await CloseAsync();
        }

        await _ending.CancelAsync();
        _link.Transport.Abort();
        await Completion;
        await _link.Transport.DisposeAsync();
        _outbox.Dispose();
        _ending.Dispose();
    }

    /// <summary>Says goodbye, for as long as the server listens.</summary>
    private async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(CloseTimeout, _time);
        try
        {
            foreach (var name in _namespaces.All())
            {
                await LeaveAsync(name, limit.Token);
            }

            await _outbox.CompleteAsync().WaitAsync(limit.Token);
            if (_link.Revision.Number != 0 && _link.Transport.IsStream && _namespaces.IsAnyUnanswered)
            {
                // 2.5.1 and 3.1.2 keep a client for ever when its join and the close frame reach them in one piece; a cut they understand.
                return;
            }

            await _link.Transport.CloseAsync(limit.Token);
            await Completion.WaitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException or System.Net.WebSockets.WebSocketException)
        {
            // It does not listen any more; the connection is cut instead.
        }
    }

    private async Task<DisconnectReason> RunAsync()
    {
        // The constructor must have ended before anything is handed to the receiver.
        await Task.Yield();
        var work = Task.WhenAll(GuardAsync(_outbox.WriteAsync(_ended)), GuardAsync(_heart.RunAsync(_ended)));
        var reason = await ReadAsync();
        await _ending.CancelAsync();
        await work;
        _outbox.End();
        _namespaces.End();
        return reason;
    }

    /// <summary>A fault of our own must end the connection, not leave it without a writer or a heart.</summary>
    private async Task GuardAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            Abort(DisconnectReason.Internal);
        }
    }

    private async Task<DisconnectReason> ReadAsync()
    {
        try
        {
            while (true)
            {
                // A token would be registered anew for every frame; whoever ends the connection aborts the transport.
                var packet = await _link.Transport.ReadAsync(CancellationToken.None);
                Volatile.Write(ref _packetsRead, _packetsRead + 1);
                if (_reader.Read(packet) is { } reason)
                {
                    return _aborted ?? reason;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // A read of a socket that is aborted ends in this exception or the other, as it happens.
            return _aborted ?? _heart.Verdict ?? _outbox.Fault ?? (_ended.IsCancellationRequested ? DisconnectReason.Stopping : DisconnectReason.HubClosed("The connection to the server broke."));
        }
        catch (EngineTransportException exception)
        {
            return _aborted ?? _heart.Verdict ?? _outbox.Fault ?? exception.Reason;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            return DisconnectReason.Internal;
        }
    }

    private static async Task<UpstreamReply> WaitAsync(Task<UpstreamReply> reply, CancellationToken cancellationToken)
    {
        await ((Task)reply).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reply.IsCompleted ? await reply : new UpstreamReply(UpstreamReplyKind.TimedOut);
    }
}
