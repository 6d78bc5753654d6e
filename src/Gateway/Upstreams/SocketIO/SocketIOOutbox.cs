using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// The outbound half of a connection: one writer that allocates the ack id, enters the waiter and writes the packet with its
/// attachments, in one step. Signs of life overtake whatever waits.
/// </summary>
internal sealed class SocketIOOutbox : IDisposable
{
    /// <summary>Requests waiting for the socket; one more is refused, not queued: a server that does not read gets no backlog.</summary>
    private const int Capacity = 4_096;
    private const int MaxBatch = 256 * 1024; // Polling servers take 1 MB where they say nothing.

    private readonly IEngineTransport _transport;
    private readonly SocketIOPacker _packer;
    private readonly SocketIONamespaces _namespaces;
    private readonly TimeProvider _time;
    private readonly Channel<SocketIORequest> _requests = Channel.CreateBounded<SocketIORequest>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SocketIOPace _pace;
    private readonly PendingReplies<SocketIORequest> _pending = new();
    private readonly List<SocketIORequest> _inBatch = [];
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastId = -1;
    private int _beat;
    private volatile bool _isClosed;

    public SocketIOOutbox(IEngineTransport transport, SocketIOPacker packer, SocketIONamespaces namespaces, TimeProvider time)
    {
        _transport = transport;
        _packer = packer;
        _namespaces = namespaces;
        _time = time;
        _pace = new SocketIOPace(packer.MaxUnanswered, time);
        packer.Batch.MayWrite = MayWrite;
        packer.Batch.Refuse = Refuse;
    }

    /// <summary>Why writing failed, where it was that which ended the connection.</summary>
    public DisconnectReason? Fault { get; private set; }

    /// <summary>How many acks are waited for.</summary>
    public int Unanswered => _pending.Count;

    /// <summary>Finds who waits for an ack of that namespace (servers count ids per namespace); each is handed out once.</summary>
    public bool TryAnswer(long id, ReadOnlySpan<byte> namespaceName, [NotNullWhen(true)] out SocketIORequest? request) =>
        _pending.TryFind(id, out request)
        && SocketIONamespaces.AreEqual(request.Namespace, namespaceName)
        && TryRemove(id, out request);

    /// <summary>Asks for a sign of life ahead of everything that waits.</summary>
    public void Beat(SocketIOBeat beat)
    {
        Interlocked.Exchange(ref _beat, (int)beat);
        _requests.Writer.TryWrite(SocketIORequest.Wake());
        _pace.MakeRoom();
    }

    public bool TryEnqueue(SocketIORequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Yes; else why it is not enqueued.</summary>
    public UpstreamReplyKind Enqueue(SocketIORequest request) =>
        TryEnqueue(request) ? UpstreamReplyKind.Yes : _isClosed ? UpstreamReplyKind.NotSent : UpstreamReplyKind.Full;

    /// <summary>Sends a request and waits for its ack or only the write, or until the caller's time is over.</summary>
    public async Task<UpstreamReply> AskAsync(SocketIORequest request, CancellationToken cancellationToken)
    {
        if (Enqueue(request) is var kind and not UpstreamReplyKind.Yes)
        {
            return new UpstreamReply(kind);
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(request), null);
        if (!request.IsAwaited)
        {
            await request.WrittenOrEnded;
            return request.Reply.IsCompleted ? await request.Reply : new UpstreamReply(UpstreamReplyKind.Yes, "[]"u8.ToArray());
        }

        return await request.Reply;
    }

    /// <summary>Writes until the connection ends. Aborts the transport when writing fails, so that the reader learns of it.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _requests.Reader.WaitToReadAsync(cancellationToken))
            {
                FillBatch();
                if (_packer.Batch.Count > 0)
                {
                    await _transport.WriteAsync(_packer.Batch, cancellationToken);
                    Written();
                }
                else if (IsFull)
                {
                    await _pace.WaitAsync(cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is EngineTransportException or OperationCanceledException)
        {
            // Before the reader learns of it, which looks here for the reason.
            Fault = (exception as EngineTransportException)?.Reason;
            _transport.Abort();
        }
        finally
        {
            _finished.TrySetResult();
        }
    }

    /// <summary>Takes no more; completes when nothing is being written any more.</summary>
    public Task CompleteAsync()
    {
        Close();
        return _finished.Task;
    }

    /// <summary>The connection is over: who was not written was not sent, who was written will never know.</summary>
    public void End()
    {
        Close();
        while (_requests.Reader.TryRead(out var request))
        {
            request.TryAbandon(UpstreamReplyKind.NotSent);
        }

        foreach (var request in _pending.RemoveAll().Concat(_inBatch))
        {
            request.End(UpstreamReplyKind.NotSent, UpstreamReplyKind.Lost);
        }
    }

    public void Dispose() => _pace.Dispose();

    private bool IsFull => _pace.IsFull(_pending.Count);

    private void Close()
    {
        _isClosed = true;
        _requests.Writer.TryComplete();
    }

    private bool TryRemove(long id, [NotNullWhen(true)] out SocketIORequest? request)
    {
        var isRemoved = _pending.TryRemove(id, out request);
        _pace.MakeRoom();
        return isRemoved;
    }

    private void FillBatch()
    {
        if (Interlocked.Exchange(ref _beat, 0) is var beat and not 0)
        {
            _packer.Beat((SocketIOBeat)beat);
        }

        while (_packer.Batch.Bytes < MaxBatch && !IsFull && _requests.Reader.TryRead(out var request))
        {
            if (request.Kind == SocketIORequestKind.Wake)
            {
                continue;
            }

            if (request.ExpiresAt <= _time.GetUtcNow())
            {
                request.TryAbandon(UpstreamReplyKind.Expired);
            }
            else if (!_namespaces.IsJoined(request))
            {
                request.TryAbandon(UpstreamReplyKind.NotSent);
            }
            else
            {
                Add(request);
            }
        }
    }

    /// <summary>Encodes only; it is begun when the transport hands it over, so that what cannot be sent was never begun.</summary>
    private void Add(SocketIORequest request)
    {
        var id = NextId(request);
        if ((TakeId(request) ?? _packer.Add(request, id)) is { } refusal)
        {
            request.TryAbandon(RefusalOf(refusal));
            return;
        }

        // Entered before it is begun: who gives up after that looks here, and must find it.
        if (request.HasAck)
        {
            _pending.Add(id, request);
            _lastId = id;
        }

        _pace.Wrote();
        _inBatch.Add(request);
    }

    /// <summary>Asked by the transport when nothing stands between the item and the socket any more, and again where something came between after all.</summary>
    private bool MayWrite(OutboundItem item)
    {
        if (item.Request is not { } request)
        {
            return true;
        }

        var isExpired = request.ExpiresAt <= _time.GetUtcNow();
        if (!isExpired && _namespaces.IsJoined(request) && (request.TryBegin(item.Id) || (request.HasBegun && !item.IsOver)))
        {
            return true;
        }

        if (request.HasAck)
        {
            _pending.TryRemove(item.Id, out _);
        }

        var kind = isExpired ? UpstreamReplyKind.Expired : UpstreamReplyKind.NotSent;
        request.End(kind, kind);
        return false;
    }

    /// <summary>It was begun, and nothing of it has reached the server.</summary>
    private void Refuse(OutboundItem item, string why)
    {
        _ = item.Request is { HasAck: true } && TryRemove(item.Id, out _);
        item.Request?.Complete(RefusalOf(why));
    }

    private static UpstreamReply RefusalOf(string why) => new(UpstreamReplyKind.No, JsonSerializer.SerializeToUtf8Bytes(why, SocketIOJson.Default.String));

    /// <summary>Here, where ids are given out: elsewhere a command could get the raw packet's id between the check and the write.</summary>
    private string? TakeId(SocketIORequest request)
    {
        if (request is not { Kind: SocketIORequestKind.Raw, AckId: { } id })
        {
            return null;
        }

        if (_pending.Contains(id))
        {
            return $"The ack id {id} is in use by a command; choose another.";
        }

        _namespaces.RawAcks.Add(id);
        return null;
    }

    /// <summary>Ids that a raw packet has taken are left out: their acks are not ours.</summary>
    private long NextId(SocketIORequest request)
    {
        var id = _lastId + 1;
        while (request.Kind == SocketIORequestKind.Event && _namespaces.RawAcks.Contains(id))
        {
            id++;
        }

        return id;
    }

    private void Written()
    {
        foreach (var request in _inBatch)
        {
            request.MarkWritten();
        }

        _inBatch.Clear();
        _packer.Batch.Clear();
    }

    /// <summary>Only the request's own waiter goes: an id that it was never written with may be another's.</summary>
    private void GiveUp(SocketIORequest request)
    {
        if (request.TryAbandon(UpstreamReplyKind.Expired))
        {
            return;
        }

        if (!request.HasAck || (_pending.TryFind(request.Id, out var waiter) && ReferenceEquals(waiter, request) && TryRemove(request.Id, out _)))
        {
            request.Complete(new UpstreamReply(UpstreamReplyKind.TimedOut));
        }
    }
}
