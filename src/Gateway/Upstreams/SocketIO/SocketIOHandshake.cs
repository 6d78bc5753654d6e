using System.Net;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Opens a session of a known generation by the wished transport, up to the server's first packet. Everything that goes wrong is
/// an <see cref="EngineTransportException"/>.
/// </summary>
internal sealed class SocketIOHandshake(SocketIOOptions options, SocketIOUrls urls, TimeProvider time, SocketIOUpgrades upgrades)
{
    /// <param name="revision">What to ask for. Where it is uncertain the link's may change with the first packets.</param>
    /// <param name="server">The server's major version, where known.</param>
    public async Task<SocketIOLink> OpenAsync(EngineRevision revision, int? server, CancellationToken cancellationToken)
    {
        var link = options.Transport == SocketIOTransport.WebSocket
            ? await OpenWebSocketAsync(revision, cancellationToken)
            : await OpenPollingAsync(revision, isVersion1: server == 1, cancellationToken);
        return link with { Server = server };
    }

    private async Task<SocketIOLink> OpenWebSocketAsync(EngineRevision revision, CancellationToken cancellationToken)
    {
        var transport = await ConnectAsync(revision, null, options.Headers, cancellationToken);
        try
        {
            var first = await transport.ReadAsync(cancellationToken);
            var open = first.Kind == EnginePacketKind.Text ? EngineOpenPacket.Read(first.Bytes.Span) : null;
            if (open is null)
            {
                throw NotSocketIO();
            }

            return new SocketIOLink(transport, revision, SocketIOTiming.OfEngine(open, revision.Number, options)) { MaxPayload = open.MaxPayload };
        }
        catch
        {
            transport.Abort();
            await transport.DisposeAsync();
            throw;
        }
    }

    private async Task<SocketIOLink> OpenPollingAsync(EngineRevision revision, bool isVersion1, CancellationToken cancellationToken)
    {
        var http = new EngineHttp(options);
        try
        {
            var answer = await http.SendAsync(HttpMethod.Get, urls.Engine(revision.Number, "polling"), null, cancellationToken);
            if (answer.Status != HttpStatusCode.OK)
            {
                var refusal = Refused(answer, http);
                http.Dispose();
                return await OpenWithoutPollingAsync(revision, EngineError.Read(answer.Body), refusal, cancellationToken);
            }

            var form = new PollingForm(revision.Number, isVersion1, options.Base64);
            var packets = Decode(answer, form);
            if (packets.Count == 0 || EngineOpenPacket.Read(packets[0].Bytes.Span) is not { } open)
            {
                throw NotSocketIO();
            }

            form = open.MaxPayload is { } max ? form with { MaxBody = max } : form;
            var timing = SocketIOTiming.OfEngine(open, revision.Number, options);
            var url = urls.Engine(revision.Number, "polling", open.Sid);
            var polling = new PollingTransport(http, url, revision, form, packets.Skip(1), time) { PostLimit = timing.Deadline };
            IEngineTransport transport = options.Transport == SocketIOTransport.Auto && open.OffersWebSocket && upgrades.MayTry
                ? new UpgradingTransport(polling, token => ProbeAsync(http, revision, open.Sid, token), upgrades.Failed, time)
                : polling;
            return new SocketIOLink(transport, revision, timing) { MaxPayload = open.MaxPayload };
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>A server that lets nobody poll, or what stands before it, may take a WebSocket.</summary>
    private async Task<SocketIOLink> OpenWithoutPollingAsync(EngineRevision revision, EngineError? error, EngineTransportException refusal, CancellationToken cancellationToken)
    {
        if (options.Transport != SocketIOTransport.Auto || refusal.Refusal is not null || error?.Code == EngineError.UnsupportedVersion)
        {
            throw refusal;
        }

        try
        {
            return await OpenWebSocketAsync(revision, cancellationToken);
        }
        catch (EngineTransportException exception) when (exception.IsNoSuchServer && error?.Code != EngineError.TransportUnknown)
        {
            throw refusal;
        }
    }

    /// <summary>Opens the WebSocket of a session that polls, and asks the server whether it hears us there.</summary>
    private async Task<WebSocketTransport> ProbeAsync(EngineHttp http, EngineRevision revision, string sid, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.StepTimeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var transport = await ConnectAsync(revision, sid, http.HeadersFor(urls.Engine(revision.Number, "websocket", sid)), cancellationToken);
        try
        {
            await transport.WriteAsync(OutboundBatch.Of("2probe"u8), patience.Token);
            var answer = await transport.ReadAsync(patience.Token);
            return answer.Kind == EnginePacketKind.Text && answer.Bytes.Span.SequenceEqual("3probe"u8)
                ? transport
                : throw new EngineTransportException(DisconnectReason.ProtocolFault("The server answered the probe with something else."));
        }
        catch (Exception exception)
        {
            transport.Abort();
            await transport.DisposeAsync();
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new EngineTransportException(DisconnectReason.Unreachable($"The server did not answer the probe within {options.StepTimeout.TotalSeconds:0.#} s."), exception);
            }

            throw;
        }
    }

    private async Task<WebSocketTransport> ConnectAsync(EngineRevision revision, string? sid, IReadOnlyDictionary<string, string> headers, CancellationToken cancellationToken)
    {
        // As long as binary may be as text; the transport knows the one from the other.
        var longest = BinaryText.LengthOf(options.MaxPacketBytes);
        var url = urls.Engine(revision.Number, "websocket", sid);
        var (socket, failure) = await UpstreamSocket.ConnectAsync(
            new UpstreamSocketOptions(url, options.Tls, options.StepTimeout, longest) { Headers = headers, Traffic = options.Traffic }, time, cancellationToken);
        if (socket is not null)
        {
            return new WebSocketTransport(socket, revision, options.Base64, options.MaxPacketBytes);
        }

        // The upgrade's answer has no words; the same question by polling may.
        throw failure!.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && options.MayPoll && sid is null
            ? await AskWhyAsync(revision.Number, failure, cancellationToken)
            : new EngineTransportException(failure.Reason) { Status = failure.Status };
    }

    private async Task<EngineTransportException> AskWhyAsync(int revision, UpstreamSocketFailure failure, CancellationToken cancellationToken)
    {
        using var http = new EngineHttp(options);
        var answer = await http.SendAsync(HttpMethod.Get, urls.Engine(revision, "polling"), null, cancellationToken);
        switch (answer.Status)
        {
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return Refused(answer, http);
            case HttpStatusCode.OK when await new SocketIOProbe(options, urls).LeaveAsync(http, answer, cancellationToken):
                return new EngineTransportException(DisconnectReason.NotTheHub(
                    $"{options.Url.GetLeftPart(UriPartial.Authority)} opens a session by polling, but answered HTTP {(int)failure.Status!} to the WebSocket. Does a proxy in between pass upgrades on?"))
                { Status = failure.Status };
            case >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError:
                // Who lets nobody poll has no words for it either.
                return new EngineTransportException(DisconnectReason.CredentialsRefused(
                    $"The server refused the WebSocket with HTTP {(int)failure.Status!}. Check 'Token' and what the hub's entry sends as query, headers or auth."))
                { Refusal = $"HTTP {(int)failure.Status!}", Status = failure.Status };
            default:
                return new EngineTransportException(failure.Reason) { Status = failure.Status };
        }
    }

    private EngineTransportException Refused(EngineAnswer answer, EngineHttp http)
    {
        var words = http.Words(answer);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return new EngineTransportException(DisconnectReason.CredentialsRefused(
                $"The server refused the handshake: \"{words}\". Check 'Token' and what the hub's entry sends as query, headers or auth."))
            { Refusal = words, Status = answer.Status };
        }

        var error = EngineError.Read(answer.Body);
        return new EngineTransportException(DisconnectReason.NotTheHub(error?.Code switch
        {
            EngineError.UnsupportedVersion => "The server does not speak the revision of Engine.IO that was asked for.",
            EngineError.TransportUnknown => "The server does not offer the transport that was asked for; the other one may work ('Transport').",
            _ => $"{options.Url.GetLeftPart(UriPartial.Authority)} answered the handshake with HTTP {(int)answer.Status}: \"{words}\", which is no Socket.IO server's answer. {options.Cure}",
        }))
        { Status = answer.Status };
    }

    private EngineTransportException NotSocketIO() => new(DisconnectReason.NotTheHub(
        $"What answers at {options.Url.GetLeftPart(UriPartial.Authority)} is no Socket.IO server of that generation. {options.Cure}"));

    private static List<PayloadPacket> Decode(EngineAnswer answer, PollingForm form)
    {
        var packets = new List<PayloadPacket>();
        try
        {
            PollingBodies.Decode(answer, form, packets);
        }
        catch (SocketIOFormatException)
        {
            packets.Clear();
        }

        return packets;
    }
}
