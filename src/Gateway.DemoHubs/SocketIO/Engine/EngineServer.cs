using System.Text;
using Gateway.DemoHubs.Listening;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>Answers Engine.IO requests and knows the sessions. Every session, and whoever listens to one, is called with <see cref="Gate"/> held.</summary>
internal sealed class EngineServer(EngineOptions options, TimeProvider time, FreezeGate freeze, ILogger logger)
{
    private readonly Dictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<WebSocketTransport> _webSockets = [];

    public Lock Gate { get; } = new();

    public EngineOptions Options => options;

    public TimeProvider Time => time;

    public FreezeGate Freeze => freeze;

    public ILogger Logger => logger;

    /// <summary>Sessions since start.</summary>
    public int Opened { get; private set; }

    public IReadOnlyList<EngineSession> Sessions => [.. _sessions.Values.Where(static session => session.IsOpen)];

    /// <summary>Whether the listener is open: a session that comes while it closes is cut off again.</summary>
    public Func<bool> IsListening { get; set; } = static () => true;

    public Action<EngineSession>? Connected { get; set; }

    /// <summary>Every packet of a client; one that is none as it came.</summary>
    public Action<string>? Received { get; set; }

    public Action<EngineRequest>? Requested { get; set; }

    public async Task HandleAsync(HttpContext context)
    {
        var request = EngineRequest.Of(context.Request);
        var isUpgrade = context.WebSockets.IsWebSocketRequest;
        Requested?.Invoke(request);
        try
        {
            if (Check(request, isUpgrade, out var session) is { } fault)
                await fault.AnswerAsync(context, isUpgrade);
            else if (isUpgrade)
                await ServeWebSocketAsync(context, request, session);
            else
                await ServePollingAsync(context, request, session);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client is gone, by its own doing or by a hook's.
        }
        catch (Exception exception)
        {
            EngineLog.RequestFailed(logger, exception);
            context.Abort();
        }
    }

    /// <summary>Cuts everything, also what is about to close.</summary>
    public void AbortAll()
    {
        lock (Gate)
        {
            foreach (var session in _sessions.Values.ToArray())
                session.Abort();
            foreach (var socket in _webSockets.ToArray())
                socket.Abort();
        }
    }

    public void Forget(EngineSession session) => _sessions.Remove(session.Sid);

    public int RevisionFor(EngineRequest request) => options.Generation switch
    {
        ServerGeneration.V2 => 3,
        ServerGeneration.V4 => 4,
        _ => request.Revision,
    };

    public void Note(EnginePacket? packet, ReadOnlyMemory<byte> raw)
    {
        if (packet is { IsBinary: true })
            Received?.Invoke($"<{packet.Binary.Length} bytes>");
        else
            Received?.Invoke(packet?.Text ?? Encoding.UTF8.GetString(raw.Span));
    }

    private EngineFault? Check(EngineRequest request, bool isUpgrade, out EngineSession? session)
    {
        session = null;
        if (request.Transport switch { "websocket" => !options.WebSocket, "polling" => !options.Polling, _ => true })
            return EngineFault.UnknownTransport;
        if (request.Sid is not { } sid)
            return CheckHandshake(request, isUpgrade);

        lock (Gate)
        {
            if (!_sessions.TryGetValue(sid, out session))
                return EngineFault.UnknownSid;
            var isForeign = !isUpgrade && !string.Equals(session.Transport, request.Transport, StringComparison.Ordinal);
            return isForeign || (!options.IsLenient && request.Revision != session.Revision) ? EngineFault.BadRequest : null;
        }
    }

    private EngineFault? CheckHandshake(EngineRequest request, bool isUpgrade)
    {
        if (!HttpMethods.IsGet(request.Method))
            return EngineFault.BadMethod;
        if (request.Transport is "websocket" && !isUpgrade)
            return EngineFault.BadRequest;

        // A WebSocket learns it only after the upgrade.
        return isUpgrade || IsSpoken(request) ? null : EngineFault.UnsupportedVersion;
    }

    private bool IsSpoken(EngineRequest request) => options.IsLenient || RevisionFor(request) == request.Revision;

    private async Task ServeWebSocketAsync(HttpContext context, EngineRequest request, EngineSession? session)
    {
        if (session is null && !IsSpoken(request))
        {
            await RawUpgrade.RefuseRevisionAsync(context);
            return;
        }

        await using var stream = await RawUpgrade.AcceptAsync(context);
        var carried = session ?? new EngineSession(this, request);
        using var transport = new WebSocketTransport(this, carried, stream, context.Abort, request.IsBase64);
        lock (Gate)
        {
            _webSockets.Add(transport);
            if (session is null)
                Open(carried, transport);
            else if (!session.TryProbe(transport))
                transport.Close();

            // Asked after entering, so that a hook which closes the listener and this one cannot miss each other.
            if (!IsListening())
                transport.Abort();
        }

        try
        {
            await transport.RunAsync();
        }
        finally
        {
            lock (Gate)
                _webSockets.Remove(transport);
        }
    }

    private async Task ServePollingAsync(HttpContext context, EngineRequest request, EngineSession? session)
    {
        var polling = session is null ? Open(request, context.Abort) : session.Polling;
        if (polling is null)
            await EngineFault.BadRequest.AnswerAsync(context, isUpgrade: false);
        else if (HttpMethods.IsGet(request.Method))
            await polling.GetAsync(context);
        else if (HttpMethods.IsPost(request.Method))
            await polling.PostAsync(context);
        else
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
    }

    private PollingTransport Open(EngineRequest request, Action abort)
    {
        lock (Gate)
        {
            var session = new EngineSession(this, request);
            var polling = new PollingTransport(this, session, request.IsBase64);
            Open(session, polling);
            if (!IsListening())
            {
                session.Abort();
                abort();
            }

            return polling;
        }
    }

    private void Open(EngineSession session, IEngineTransport transport)
    {
        _sessions.Add(session.Sid, session);
        Opened++;
        session.Open(transport);
        Connected?.Invoke(session);
    }
}
