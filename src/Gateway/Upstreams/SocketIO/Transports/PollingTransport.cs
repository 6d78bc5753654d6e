using System.Net;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// HTTP long polling. One GET and one POST at most are open: the reader owns the first, the writer the second; a second GET
/// would end the session.
/// </summary>
internal sealed class PollingTransport : IEngineTransport
{
    /// <summary>A server that answers at once with nothing is asked no more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly EngineHttp _http;
    private readonly Uri _url;
    private readonly EngineRevision _revision;
    private readonly PollingForm _form;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _aborting = new();
    private readonly CancellationToken _aborted;
    private readonly Queue<PayloadPacket> _read;
    private long _lastHeard;

    /// <param name="http">Owned from now on.</param>
    /// <param name="url">Where the session is polled; secret.</param>
    /// <param name="revision">The wire format.</param>
    /// <param name="form">How bodies look.</param>
    /// <param name="first">Packets that came with the opening and are not read yet.</param>
    /// <param name="time">The clock.</param>
    public PollingTransport(EngineHttp http, Uri url, EngineRevision revision, PollingForm form, IEnumerable<PayloadPacket> first, TimeProvider time)
    {
        _http = http;
        _url = url;
        _revision = revision;
        _form = form;
        _read = new Queue<PayloadPacket>(first);
        _time = time;
        _aborted = _aborting.Token;
        _lastHeard = time.GetTimestamp();
    }

    /// <summary>How long a POST may go unanswered: nothing else can be written meanwhile.</summary>
    public required TimeSpan PostLimit { get; init; }

    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>Each request waits for the answer to the one before.</summary>
    public bool IsStream => false;

    /// <summary>Whether packets of the last answer are still unread, so that reading needs no request.</summary>
    public bool HasUnread => _read.Count > 0;

    public async ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        while (_read.Count == 0)
        {
            var asked = _time.GetTimestamp();
            var answer = await ExchangeAsync(null, cancellationToken);
            var packets = Decode(answer);
            if (packets.Count == 0)
            {
                await PauseAsync(Pause - _time.GetElapsedTime(asked), cancellationToken);
                continue;
            }

            // What stands before the server may answer for a dead one.
            if (!packets.Exists(packet => PollingBodies.IsKnown(packet, _form.Revision)))
            {
                throw new EngineTransportException(DisconnectReason.ProtocolFault(
                    $"Polling cannot go on because an answer holds no packet: \"{_http.Words(answer)}\"."));
            }

            Hear();
            packets.ForEach(_read.Enqueue);
        }

        var next = _read.Dequeue();
        return new EnginePacket(next.IsBinary ? EnginePacketKind.Binary : EnginePacketKind.Text, next.Bytes);
    }

    public async ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken)
    {
        OutboundItem? dropped = null;
        foreach (var body in PollingPiece.Part(batch, _form.MaxBody))
        {
            dropped = await PostAsync(batch, body, dropped, cancellationToken);
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        var goodbye = _revision.Number == 0 ? "0::"u8.ToArray() : "1"u8.ToArray();
        await ExchangeAsync(Encode([new PayloadPacket(IsBinary: false, goodbye)], static () => true), cancellationToken);
    }

    public void Abort() => _aborting.Cancel();

    public ValueTask DisposeAsync()
    {
        Abort();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Hear() => Volatile.Write(ref _lastHeard, _time.GetTimestamp());

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted);
        await Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Posts what of a body may still be written; answers the item that was left out last, whose rest must not follow.</summary>
    private async Task<OutboundItem?> PostAsync(OutboundBatch batch, List<PollingPiece> body, OutboundItem? dropped, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var piece in body.ToArray())
            {
                if (piece.IsRest ? piece.Item == dropped : piece.Item.IsOver)
                {
                    dropped = piece.Item;
                    body.Remove(piece);
                }
            }

            if (body.Count == 0)
            {
                return dropped;
            }

            using var content = Encode(PacketsOf(batch, body), () => body.TrueForAll(piece => piece.IsRest || batch.MayWrite(piece.Item)));
            try
            {
                await ExchangeAsync(content, cancellationToken);
                return dropped;
            }
            catch (EngineTransportException) when (content.IsStale)
            {
                // Once more without what is over.
            }
            catch (EngineTransportException exception) when (exception.Status == HttpStatusCode.RequestEntityTooLarge && (body.Count > 1 || MayRefuse(body[0])))
            {
                return await PostLessAsync(batch, body, dropped, cancellationToken);
            }
        }
    }

    /// <summary>What was begun in another body must be ended, and a beat cannot be left out.</summary>
    private static bool MayRefuse(in PollingPiece piece) => !piece.IsRest && piece.Item.Request is not null;

    /// <summary>The server took nothing of a body that is too large, and lives on: only what is too large by itself is left out.</summary>
    private async Task<OutboundItem?> PostLessAsync(OutboundBatch batch, List<PollingPiece> body, OutboundItem? dropped, CancellationToken cancellationToken)
    {
        if (body.Count == 1)
        {
            batch.Refuse(body[0].Item, "It is too large for the server (HTTP 413).");
            return body[0].Item;
        }

        var half = body.Count / 2;
        dropped = await PostAsync(batch, body.GetRange(0, half), dropped, cancellationToken);
        return await PostAsync(batch, body.GetRange(half, body.Count - half), dropped, cancellationToken);
    }

    private static List<PayloadPacket> PacketsOf(OutboundBatch batch, List<PollingPiece> body)
    {
        var packets = new List<PayloadPacket>(body.Count);
        foreach (var piece in body)
        {
            for (var index = piece.First; index < piece.End; index++)
            {
                packets.Add(new PayloadPacket(batch.IsBinary(index), batch[index]));
            }
        }

        return packets;
    }

    /// <param name="content">To be posted; null: a GET.</param>
    private async Task<EngineAnswer> ExchangeAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(content is null ? Timeout.InfiniteTimeSpan : PostLimit, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted, limit.Token);
        try
        {
            var answer = await (content is null ? _http.PollAsync(_url, Hear, any.Token) : _http.SendAsync(HttpMethod.Post, _url, content, any.Token));
            return answer.Status == HttpStatusCode.OK ? answer : throw new EngineTransportException(Explain(answer)) { Status = answer.Status };
        }
        catch (EngineTransportException exception) when (exception.Reason.Name is "unreachable" or "not-the-hub")
        {
            throw new EngineTransportException(DisconnectReason.HubClosed($"Polling broke. {exception.Reason.Message}"), exception);
        }
        catch (EngineTransportException exception) when (exception.Reason.Name is "certificate-refused" && !_http.HasRefusedCertificate)
        {
            // A connection that is cut looks like one that speaks no TLS; this one has spoken it.
            throw new EngineTransportException(DisconnectReason.HubClosed("Polling broke: the connection to the server was cut."), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineTransportException(
                DisconnectReason.HubClosed(limit.IsCancellationRequested && !_aborted.IsCancellationRequested
                    ? $"The server does not take our packets: a POST had no answer within {PostLimit.TotalSeconds:0.#} s."
                    : "Polling was given up."),
                exception);
        }
    }

    private DisconnectReason Explain(EngineAnswer answer) => EngineError.Read(answer.Body) switch
    {
        { Code: EngineError.SessionUnknown } => DisconnectReason.HubClosed(
            "The server does not know the session any more: it was restarted, or a load balancer sent the request to another one."),
        not null => DisconnectReason.HubClosed($"The server ended polling: {_http.Words(answer)}."),
        _ when answer.Status == HttpStatusCode.RequestEntityTooLarge => DisconnectReason.HubClosed("The server found a packet too large."),
        _ => DisconnectReason.HubClosed($"The server answered polling with HTTP {(int)answer.Status}."),
    };

    private List<PayloadPacket> Decode(EngineAnswer answer)
    {
        var packets = new List<PayloadPacket>();
        try
        {
            PollingBodies.Decode(answer, _form, packets);
            return packets;
        }
        catch (SocketIOFormatException exception)
        {
            throw new EngineTransportException(DisconnectReason.ProtocolFault($"Polling cannot go on because {exception.Message}."), exception);
        }
    }

    private PollingContent Encode(IReadOnlyList<PayloadPacket> packets, Func<bool> mayWrite)
    {
        var (body, type) = _form.Revision switch
        {
            0 => (EnginePayload.WriteLegacy(packets), "text/plain;charset=UTF-8"),
            3 => (EnginePayload.WriteBinary(packets, _form.Base64), "application/octet-stream"),
            _ => (EnginePayload.WriteSeparated(packets), "text/plain;charset=UTF-8"),
        };
        return new PollingContent(body, type, mayWrite);
    }
}
