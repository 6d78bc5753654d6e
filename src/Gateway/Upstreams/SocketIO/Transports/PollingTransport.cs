using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.SocketIO.Packets;

namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// HTTP long polling. One GET and one POST at most are open: the reader owns the first, the writer the second; a second GET
/// would end the session.
/// </summary>
internal sealed class PollingTransport : IEngineTransport
{
    /// <summary>What a packet's length takes in a body, at most.</summary>
    private const int Framing = 12;

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

    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>Each request waits for the answer to the one before.</summary>
    public bool IsStream => false;

    /// <summary>Whether packets of the last answer are still unread, so that reading needs no request.</summary>
    public bool HasUnread => _read.Count > 0;

    public async ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        while (_read.Count == 0)
        {
            var answer = await ExchangeAsync(HttpMethod.Get, null, cancellationToken);
            foreach (var packet in Decode(answer))
            {
                _read.Enqueue(packet);
            }
        }

        var next = _read.Dequeue();
        return new EnginePacket(next.IsBinary ? EnginePacketKind.Binary : EnginePacketKind.Text, next.Bytes);
    }

    public async ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken)
    {
        var packets = new List<PayloadPacket>(batch.Count);
        var size = 0;
        for (var index = 0; index < batch.Count; index++)
        {
            var packet = new PayloadPacket(batch.IsBinary(index), batch[index]);
            var more = Framing + (packet.IsBinary ? BinaryText.LengthOf(packet.Bytes.Length) : packet.Bytes.Length);
            if (packets.Count > 0 && size + more > _form.MaxBody)
            {
                await ExchangeAsync(HttpMethod.Post, Encode(packets), cancellationToken);
                packets.Clear();
                size = 0;
            }

            packets.Add(packet);
            size += more;
        }

        await ExchangeAsync(HttpMethod.Post, Encode(packets), cancellationToken);
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        var goodbye = _revision.Number == 0 ? "0::"u8.ToArray() : "1"u8.ToArray();
        await ExchangeAsync(HttpMethod.Post, Encode([new PayloadPacket(IsBinary: false, goodbye)]), cancellationToken);
    }

    public void Abort() => _aborting.Cancel();

    public ValueTask DisposeAsync()
    {
        Abort();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<EngineAnswer> ExchangeAsync(HttpMethod method, HttpContent? content, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted);
        try
        {
            var answer = await _http.SendAsync(method, _url, content, either.Token);
            Volatile.Write(ref _lastHeard, _time.GetTimestamp());
            return answer.Status == HttpStatusCode.OK ? answer : throw new EngineTransportException(Explain(answer));
        }
        catch (EngineTransportException exception) when (exception.Reason.Name is "unreachable" or "not-the-hub")
        {
            throw new EngineTransportException(DisconnectReason.HubClosed($"Polling broke. {exception.Reason.Message}"), exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineTransportException(DisconnectReason.HubClosed("Polling was given up."), exception);
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

    private ByteArrayContent Encode(IReadOnlyList<PayloadPacket> packets)
    {
        var (body, type) = _form.Revision switch
        {
            0 => (EnginePayload.WriteLegacy(packets), "text/plain;charset=UTF-8"),
            3 => (EnginePayload.WriteBinary(packets, _form.Base64), "application/octet-stream"),
            _ => (EnginePayload.WriteSeparated(packets), "text/plain;charset=UTF-8"),
        };
        return new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };
    }
}
