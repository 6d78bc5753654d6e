using System.Net;
using System.Net.Http.Headers;
using Gateway.Upstreams.SocketIO.Packets;
using Gateway.Upstreams.SocketIO.Transports;

namespace Gateway.Upstreams.SocketIO;

/// <summary>
/// Finds out a server's generation by asking for Engine.IO 4 by polling: every generation answers in its own form. The rule was
/// checked on socket.io 0.9.19, 1.7.4, 2.5.1, 3.1.2 and 4.8.4.
/// </summary>
internal sealed class SocketIOProbe(SocketIOOptions options, SocketIOUrls urls)
{
    /// <summary>Throws <see cref="EngineTransportException"/> when there is no Socket.IO server.</summary>
    public async Task<SocketIOFinding> RunAsync(CancellationToken cancellationToken)
    {
        using var http = new EngineHttp(options);
        var answer = await http.SendAsync(HttpMethod.Get, urls.Probe(), null, cancellationToken);
        if (options.Token is not null && answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            answer = await http.SendAsync(HttpMethod.Get, urls.Probe(withToken: true), null, cancellationToken);
        }

        var finding = Classify(answer, http);
        if (finding.Sid is { } sid)
        {
            await CloseAsync(http, finding, sid, cancellationToken);
        }

        return finding;
    }

    /// <summary>Ends the session that an answer opened; false: it opened none.</summary>
    public async Task<bool> LeaveAsync(EngineHttp http, EngineAnswer answer, CancellationToken cancellationToken)
    {
        if (Recognise(answer) is not { Sid: { } sid } finding)
        {
            return false;
        }

        await CloseAsync(http, finding, sid, cancellationToken);
        return true;
    }

    private SocketIOFinding Classify(EngineAnswer answer, EngineHttp http)
    {
        if (answer.Status == HttpStatusCode.OK && Recognise(answer) is { } finding)
        {
            return finding;
        }

        var code = EngineError.Read(answer.Body)?.Code;
        if (code is EngineError.TransportUnknown or EngineError.UnsupportedVersion)
        {
            return new SocketIOFinding(code == EngineError.TransportUnknown ? SocketIOVersion.Auto : SocketIOVersion.V2, null);
        }

        var words = http.Words(answer);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new EngineTransportException(DisconnectReason.CredentialsRefused(
                $"The server refused the handshake: \"{words}\". Check 'Token' and what the hub's entry sends as query, headers or auth."))
            { Refusal = words, Status = answer.Status };
        }

        var doubt = DisconnectReason.NotTheHub(
            $"What answers at {options.Url.GetLeftPart(UriPartial.Authority)} is no Socket.IO server (HTTP {(int)answer.Status}). Are 'Url' and 'Path' right?");
        return answer.Status != HttpStatusCode.OK && options.Transport != SocketIOTransport.Polling
            ? new SocketIOFinding(SocketIOVersion.Auto, null) { Doubt = doubt }
            : throw new EngineTransportException(doubt);
    }

    /// <summary>Every generation opens a session in its own form; null: it is none of them.</summary>
    private static SocketIOFinding? Recognise(EngineAnswer answer)
    {
        var body = answer.Body.AsSpan();
        return body.StartsWith("Welcome to socket.io."u8) ? new SocketIOFinding(SocketIOVersion.V0, 0)
            : EngineOpenPacket.Read(First(body, EnginePayload.ReadSeparated)) is { } four ? new SocketIOFinding(SocketIOVersion.V4, null, four.Sid)
            : answer.IsBinary && EngineOpenPacket.Read(First(body, EnginePayload.ReadBinary)) is { } one ? new SocketIOFinding(SocketIOVersion.V1, 1, one.Sid)
            : EngineOpenPacket.Read(First(body, static (bytes, packets) => EnginePayload.ReadText(bytes, isTwiceEncoded: false, packets))) is { } two
                ? new SocketIOFinding(SocketIOVersion.V2, 2, two.Sid)
                : null;
    }

    private delegate void Decoder(ReadOnlySpan<byte> body, ICollection<PayloadPacket> packets);

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> body, Decoder decode)
    {
        var packets = new List<PayloadPacket>();
        try
        {
            decode(body, packets);
        }
        catch (SocketIOFormatException)
        {
            return default;
        }

        return packets.Count == 0 ? default : packets[0].Bytes.Span;
    }

    /// <summary>A probe opens a real session, which must not be left behind.</summary>
    private async Task CloseAsync(EngineHttp http, SocketIOFinding finding, string sid, CancellationToken cancellationToken)
    {
        PayloadPacket[] goodbye = [new(IsBinary: false, "1"u8.ToArray())];
        var isFour = finding.Version == SocketIOVersion.V4;
        using var content = new ByteArrayContent(isFour ? EnginePayload.WriteSeparated(goodbye) : EnginePayload.WriteBinary(goodbye, base64: false));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(isFour ? "text/plain;charset=UTF-8" : "application/octet-stream");
        try
        {
            await http.SendAsync(HttpMethod.Post, urls.Probe(sid), content, cancellationToken);
        }
        catch (EngineTransportException)
        {
            // It is found out all the same; the server ends the session itself when nobody asks for it.
        }
    }
}

/// <summary>What a probe found.</summary>
/// <param name="Version">Auto: polling is switched off, or refused by what stands before the server, so that only a WebSocket can tell.</param>
/// <param name="Server">The server's major version; null where the wire does not tell.</param>
/// <param name="Sid">The session the probe opened.</param>
internal sealed record SocketIOFinding(SocketIOVersion Version, int? Server, string? Sid = null)
{
    /// <summary>What the answer by polling means where a WebSocket finds no server either; null: there is one.</summary>
    public DisconnectReason? Doubt { get; init; }
}
