using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>At most one GET, which waits for packets, and one POST, which brings some.</summary>
internal sealed class PollingTransport(EngineServer server, EngineSession session, bool isBase64) : IEngineTransport
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(30);

    private TaskCompletionSource<IReadOnlyList<EnginePacket>>? _poll;
    private Action? _abortPoll;
    private bool _isPosting;
    private bool _isGreeted;
    private ITimer? _goodbye;

    public string Name => "polling";

    public int Pending => 0;

    public long PendingBytes => 0;

    public async Task GetAsync(HttpContext context)
    {
        var poll = new TaskCompletionSource<IReadOnlyList<EnginePacket>>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!TryBegin(poll, context.Abort))
        {
            context.Response.StatusCode = OverlapStatus;
            return;
        }

        IReadOnlyList<EnginePacket> packets;
        try
        {
            packets = await poll.Task.WaitAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            lock (server.Gate)
            {
                // The answer may have been given a moment before; then the client has lost it, and the session lives on.
                if (_poll == poll)
                {
                    _poll = null;
                    session.Lost(this);
                }
            }

            return;
        }

        await server.Freeze.PassAsync(context.RequestAborted);
        var (bytes, contentType) = PollingPayload.Write(packets, session.Revision, isBase64);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public async Task PostAsync(HttpContext context)
    {
        var isBinary = context.Request.ContentType is "application/octet-stream";
        lock (server.Gate)
        {
            if (_isPosting || (isBinary && session.Revision == 4))
            {
                session.Fail();
                context.Response.StatusCode = isBinary ? StatusCodes.Status400BadRequest : OverlapStatus;
                return;
            }

            _isPosting = true;
        }

        if (await ReadBodyAsync(context) is not { } body)
            return;
        lock (server.Gate)
        {
            _isPosting = false;
            Receive(body, isBinary);
        }

        context.Response.ContentType = "text/html";
        context.Response.ContentLength = 2;
        await context.Response.WriteAsync("ok", context.RequestAborted);
    }

    /// <summary>Lets a GET which waits for nothing come back, so that an upgrade need not wait for it.</summary>
    public void Nudge()
    {
        if (_poll is not null)
            Answer([EnginePacket.Noop]);
    }

    public void Flush(Queue<EnginePacket> buffer)
    {
        if (_poll is null)
            return;
        if (buffer.Count > 0)
        {
            // 4.x answers the handshake with the open packet alone, 2.x with whatever comes at once.
            var count = _isGreeted || server.Options.IsLenient ? buffer.Count : 1;
            _isGreeted = true;
            Answer([.. Enumerable.Range(0, count).Select(_ => buffer.Dequeue())]);
        }
        else if (_goodbye is not null)
        {
            _goodbye.Dispose();
            Answer([EnginePacket.Noop, EnginePacket.Close]);
            server.Forget(session);
        }
    }

    public bool Close()
    {
        if (_poll is not null)
        {
            Answer([EnginePacket.Close]);
            return true;
        }

        _goodbye = server.Time.CreateTimer(_ => OnGoodbyeLimit(), state: null, GoodbyeLimit, Timeout.InfiniteTimeSpan);
        return false;
    }

    public void Abort()
    {
        if (_poll is null)
            return;
        try
        {
            _abortPoll!();
        }
        catch (ObjectDisposedException)
        {
            // The request ended by itself a moment ago.
        }
    }

    private int OverlapStatus => server.Options.IsLenient ? StatusCodes.Status500InternalServerError : StatusCodes.Status400BadRequest;

    private bool TryBegin(TaskCompletionSource<IReadOnlyList<EnginePacket>> poll, Action abort)
    {
        lock (server.Gate)
        {
            if (_poll is not null)
            {
                session.Fail();
                return false;
            }

            // Cut off since the request was checked.
            if (!session.IsOpen && _goodbye is null)
                return false;
            _poll = poll;
            _abortPoll = abort;
            session.Flush();
            return true;
        }
    }

    private void Answer(IReadOnlyList<EnginePacket> packets)
    {
        _poll!.SetResult(packets);
        _poll = null;
    }

    private void Receive(byte[] body, bool isBinary)
    {
        foreach (var packet in PollingPayload.Read(body, isBinary, session.Revision))
        {
            server.Note(packet, body);
            if (packet?.Type is '1')
            {
                Nudge();
                session.Lost(this);
            }
            else
            {
                session.Receive(this, packet);
            }
        }
    }

    /// <summary>Null when it did not arrive whole, or is longer than it may be; then the request is answered, or cut.</summary>
    private async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        try
        {
            while (body.Length <= server.Options.MaxPayload)
            {
                var read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted);
                if (read == 0)
                    return body.ToArray();
                body.Write(chunk, 0, read);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            lock (server.Gate)
                session.Lost(this);
            return null;
        }

        lock (server.Gate)
        {
            // 2.x knows no answer to that.
            _isPosting = false;
            if (server.Options.IsLenient)
            {
                session.Lost(this);
                context.Abort();
            }
        }

        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        return null;
    }

    private void OnGoodbyeLimit()
    {
        lock (server.Gate)
            server.Forget(session);
    }
}
