using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;
using Gateway.Upstreams.SocketIO;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// The outbound half of a session: one writer that allocates the id, enters waiter and route, and writes the frame, in one
/// step. So ids ascend on the wire, and an answer or event can never arrive before its receiver is known.
/// </summary>
internal sealed class HomeAssistantOutbox(UpstreamSocket socket, long lastId, TimeProvider time)
{
    /// <summary>Requests waiting for the socket; one more command is refused, not queued: a hub that does not read gets no backlog.</summary>
    private const int Capacity = 4_096;

    private readonly Channel<HomeAssistantRequest> _requests = Channel.CreateBounded<HomeAssistantRequest>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Answers that nobody's deadline ends: of more than these the oldest is no longer waited for.</summary>
    private const int MaxWithoutDeadline = 1_024;

    private readonly PendingReplies<HomeAssistantRequest> _pending = new();
    private readonly Queue<long> _withoutDeadline = new();
    private ArrayBufferWriter<byte> _output = new(1024);
    private long _lastId = lastId;

    /// <summary>The subscriptions at the hub, by id.</summary>
    public HomeAssistantRoutes Routes { get; } = new();

    /// <summary>How many requests were written and not answered yet.</summary>
    public int Unanswered => _pending.Count;

    public bool TryEnqueue(HomeAssistantRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Finds who waits for an answer; each answer is handed out once.</summary>
    public bool TryAnswer(long id, [NotNullWhen(true)] out HomeAssistantRequest? request) => _pending.TryRemove(id, out request);

    /// <summary>Sends a request and waits for its answer, or until the caller's time is over.</summary>
    public async Task<UpstreamReply> AskAsync(HomeAssistantRequest request, CancellationToken cancellationToken)
    {
        if (!TryEnqueue(request) && !await WaitForRoomAsync(request, cancellationToken))
        {
            return new UpstreamReply(_requests.Reader.Completion.IsCompleted ? UpstreamReplyKind.NotSent : UpstreamReplyKind.Full);
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(request), null);
        if (!request.IsAwaited)
        {
            await request.WrittenOrEnded;
            return request.Reply.IsCompleted ? await request.Reply : new UpstreamReply(UpstreamReplyKind.Yes);
        }

        return await request.Reply;
    }

    /// <summary>Writes until the session ends. Aborts the socket when writing fails, so that the reader learns of it.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var request in _requests.Reader.ReadAllAsync(cancellationToken))
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    request.TryAbandon(UpstreamReplyKind.NotSent);
                }
                else if (request.ExpiresAt <= time.GetUtcNow())
                {
                    request.TryAbandon(UpstreamReplyKind.Expired);
                }
                else if (Begin(request))
                {
                    // To its end also while the session is being left: a write that is cut short cuts the connection, and with it what the
                    // hub is still saying. Whoever leaves cuts one that hangs.
                    await socket.SendTextAsync(_output.WrittenMemory, CancellationToken.None);
                    request.MarkWritten();
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever ends the session says goodbye.
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            socket.Abort();
        }
    }

    /// <summary>The session is over: who was not written was not sent, who was written will never know.</summary>
    public void End()
    {
        _requests.Writer.TryComplete();
        while (_requests.Reader.TryRead(out var request))
        {
            request.TryAbandon(UpstreamReplyKind.NotSent);
        }

        foreach (var request in _pending.RemoveAll())
        {
            request.Complete(new UpstreamReply(UpstreamReplyKind.Lost));
        }
    }

    /// <summary>Topics are bounded by the registry and must all be asked, so they wait where a command is refused.</summary>
    private async Task<bool> WaitForRoomAsync(HomeAssistantRequest request, CancellationToken cancellationToken)
    {
        if (request.Opens is null && request.Closes is null)
        {
            return false;
        }

        try
        {
            await _requests.Writer.WriteAsync(request, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            request.TryAbandon(UpstreamReplyKind.Expired);
        }
        catch (ChannelClosedException)
        {
            return false;
        }

        return true;
    }

    private bool Begin(HomeAssistantRequest request)
    {
        var id = _lastId + 1;

        // Entered before the state changes: who gives up after that looks here, and must find it.
        _pending.Add(id, request);
        if (request.Opens is { } route)
        {
            route.Id = id;
            Routes[id] = route;
        }

        if (!request.TryBegin(id))
        {
            _pending.TryRemove(id, out _);
            Routes.Remove(id);
            return false;
        }

        _lastId = id;
        BoundThoseWithoutDeadline(request);
        _output = _output.Emptied();
        if (string.Equals(request.Type, HomeAssistantRequest.WholeCommand, StringComparison.Ordinal))
        {
            HomeAssistantCommandWriter.WriteObject(_output, id, request.Args.Span);
        }
        else
        {
            HomeAssistantCommandWriter.Write(_output, id, request.Type, request.Args.Span);
        }

        return true;
    }

    /// <summary>Whoever awaits an answer has a deadline; those who end strays are bounded by the reader, which makes them.</summary>
    private void BoundThoseWithoutDeadline(HomeAssistantRequest request)
    {
        if (request.IsAwaited && request.Closes is null)
        {
            return;
        }

        _withoutDeadline.Enqueue(request.Id);
        if (_withoutDeadline.Count > MaxWithoutDeadline)
        {
            _pending.TryRemove(_withoutDeadline.Dequeue(), out _);
        }
    }

    private void GiveUp(HomeAssistantRequest request)
    {
        if (request.TryAbandon(UpstreamReplyKind.Expired))
        {
            return;
        }

        if (request.Closes is not null)
        {
            // It stays entered: the end of a subscription counts however late it is confirmed.
            request.Complete(new UpstreamReply(UpstreamReplyKind.TimedOut));
        }
        else if (_pending.TryRemove(request.Id, out _))
        {
            if (request.Opens is { } route)
            {
                // If the hub says yes after all, its events are strays and get unsubscribed.
                Routes.Remove(route.Id);
            }

            request.Complete(new UpstreamReply(UpstreamReplyKind.TimedOut));
        }
    }
}
