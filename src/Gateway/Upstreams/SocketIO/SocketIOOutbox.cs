using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Threading.Channels;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// The outbound half of a connection: one writer that allocates the ack id, enters the waiter and writes the packet with its
/// attachments, in one step. Signs of life overtake whatever waits.
/// </summary>
internal sealed class SocketIOOutbox(IEngineTransport transport, ISocketIOEncoder encoder, SocketIONamespaces namespaces, int? maxPayload, TimeProvider time) : IDisposable
{
    /// <summary>Requests waiting for the socket; one more is refused, not queued: a server that does not read gets no backlog.</summary>
    private const int Capacity = 4_096;

    /// <summary>How much goes to the transport at once; polling servers take 1 MB where they say nothing.</summary>
    private const int MaxBatch = 256 * 1024;

    private readonly Channel<SocketIORequest> _requests = Channel.CreateBounded<SocketIORequest>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly SemaphoreSlim _room = new(0, 1);
    private readonly PendingReplies<SocketIORequest> _pending = new();
    private readonly OutboundBatch _batch = new();
    private readonly List<SocketIORequest> _inBatch = [];
    private long _lastId = -1;
    private int _beat;

    /// <summary>How many acks are waited for.</summary>
    public int Unanswered => _pending.Count;

    public bool IsAwaited(long id) => _pending.Contains(id);

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
        MakeRoom();
    }

    public bool TryEnqueue(SocketIORequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Sends a request and waits for its ack or only the write, or until the caller's time is over.</summary>
    public async Task<UpstreamReply> AskAsync(SocketIORequest request, CancellationToken cancellationToken)
    {
        if (!TryEnqueue(request))
        {
            return new UpstreamReply(_requests.Reader.Completion.IsCompleted ? UpstreamReplyKind.NotSent : UpstreamReplyKind.Full);
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
                if (_batch.Count > 0)
                {
                    await transport.WriteAsync(_batch, cancellationToken);
                    Written();
                }
                else if (IsFull)
                {
                    await _room.WaitAsync(cancellationToken);
                }
            }
        }
        catch (Exception exception) when (exception is EngineTransportException or OperationCanceledException)
        {
            transport.Abort();
        }
    }

    /// <summary>Takes no more; completes when everything that waits was written.</summary>
    public Task CompleteAsync()
    {
        _requests.Writer.TryComplete();
        return _requests.Reader.Completion;
    }

    /// <summary>The connection is over: who was not written was not sent, who was written will never know.</summary>
    public void End()
    {
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out var request))
        {
            request.TryAbandon(UpstreamReplyKind.NotSent);
        }

        foreach (var request in _pending.RemoveAll().Concat(_inBatch))
        {
            request.Complete(new UpstreamReply(UpstreamReplyKind.Lost));
        }
    }

    public void Dispose() => _room.Dispose();

    private bool IsFull => _pending.Count >= encoder.MaxUnanswered;

    private bool TryRemove(long id, [NotNullWhen(true)] out SocketIORequest? request)
    {
        var isRemoved = _pending.TryRemove(id, out request);
        MakeRoom();
        return isRemoved;
    }

    private void MakeRoom()
    {
        lock (_room)
        {
            if (_room.CurrentCount == 0)
            {
                _room.Release();
            }
        }
    }

    private void FillBatch()
    {
        if (Interlocked.Exchange(ref _beat, 0) is var beat and not 0)
        {
            encoder.EncodeBeat((SocketIOBeat)beat, _batch);
        }

        while (_batch.Bytes < MaxBatch && !IsFull && _requests.Reader.TryRead(out var request))
        {
            if (request.Kind == SocketIORequestKind.Wake)
            {
                continue;
            }

            if (request.ExpiresAt <= time.GetUtcNow())
            {
                request.TryAbandon(UpstreamReplyKind.Expired);
            }
            else if (!namespaces.IsJoined(request))
            {
                request.TryAbandon(UpstreamReplyKind.NotSent);
            }
            else
            {
                Add(request);
            }
        }
    }

    /// <summary>Encodes first and begins then, so that what cannot be sent was never begun.</summary>
    private void Add(SocketIORequest request)
    {
        var before = _batch.Count;
        var id = NextId(request);
        if (Encode(request, id, before) is { } refusal)
        {
            _batch.TakeBack(before);
            request.TryAbandon(new UpstreamReply(UpstreamReplyKind.No, JsonSerializer.SerializeToUtf8Bytes(refusal, SocketIOJson.Default.String)));
            return;
        }

        // Entered before the state changes: who gives up after that looks here, and must find it.
        var hasAck = request.Kind == SocketIORequestKind.Event && request.IsAwaited;
        if (hasAck)
        {
            _pending.Add(id, request);
        }

        if (!request.TryBegin(id))
        {
            _pending.TryRemove(id, out _);
            _batch.TakeBack(before);
            return;
        }

        _lastId = hasAck ? id : _lastId;
        _inBatch.Add(request);
    }

    private string? Encode(SocketIORequest request, long id, int before)
    {
        try
        {
            if (encoder.Encode(request, id, _batch) is { } refusal)
            {
                return refusal;
            }
        }
        catch (SocketIOFormatException exception)
        {
            return $"It cannot be sent because {exception.Message}.";
        }

        for (var index = before; index < _batch.Count; index++)
        {
            if (_batch[index].Length > maxPayload)
            {
                return $"It has {_batch[index].Length} bytes; the server takes at most {maxPayload} in one packet.";
            }
        }

        return null;
    }

    /// <summary>Ids that a raw packet has taken are left out: their acks are not ours.</summary>
    private long NextId(SocketIORequest request)
    {
        var id = _lastId + 1;
        while (request.Kind == SocketIORequestKind.Event && namespaces.RawAcks.Contains(id))
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
        _batch.Clear();
    }

    private void GiveUp(SocketIORequest request)
    {
        if (!request.TryAbandon(UpstreamReplyKind.Expired) && (request.Kind != SocketIORequestKind.Event || TryRemove(request.Id, out _)))
        {
            request.Complete(new UpstreamReply(UpstreamReplyKind.TimedOut));
        }
    }
}
