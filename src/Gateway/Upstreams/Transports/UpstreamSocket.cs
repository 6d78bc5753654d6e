using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// One WebSocket to a hub: whole messages in, whole messages out. One reader and one writer at a time. Redirects are not
/// followed and nothing is re-opened.
/// </summary>
internal sealed class UpstreamSocket : IAsyncDisposable
{
    private const int FirstBuffer = 16 * 1024;
    private const int LargestKept = 1 << 20;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly HttpMessageInvoker? _invoker;
    private readonly UpstreamSocketOptions _options;
    private readonly TimeProvider _time;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    private readonly TaskCompletionSource _heardOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _leaving = Task.CompletedTask;
    private readonly int _number;
    private long _lastHeard;
    private volatile bool _isEndedByUs;
    private bool _wasClosed;

    private UpstreamSocket(WebSocket socket, HttpMessageInvoker? invoker, UpstreamSocketOptions options, TimeProvider time)
    {
        _socket = socket;
        _invoker = invoker;
        _options = options;
        _time = time;
        _lastHeard = time.GetTimestamp();
        _number = options.Traffic.Recorder?.Opened(options.Url) ?? 0;
    }

    /// <summary>How long nothing has come in; every fragment counts as a sign of life.</summary>
    public TimeSpan Silence => _time.GetElapsedTime(Volatile.Read(ref _lastHeard));

    /// <summary>What the other side gave as the close code, once it has closed.</summary>
    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens a connection. Throws only for <paramref name="cancellationToken"/>.</summary>
    public static async Task<(UpstreamSocket? Socket, UpstreamSocketFailure? Failure)> ConnectAsync(
        UpstreamSocketOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var certificates = new CertificateCheck(options.Tls, options.Url.Host);
        if (options.Traffic.Stage is { } stage)
        {
            return OpenOn(stage, options, certificates, time);
        }

        var socket = new ClientWebSocket();
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            SslOptions = { RemoteCertificateValidationCallback = certificates.Accept },
        };
        var invoker = new HttpMessageInvoker(handler);

        // Most kinds have their own signs of life, with their own limits; the stack's pings would only blur them.
        socket.Options.KeepAliveInterval = options.PingAfter;
        socket.Options.KeepAliveTimeout = options.PingAfter > TimeSpan.Zero ? options.PingTimeout : Timeout.InfiniteTimeSpan;
        socket.Options.CollectHttpResponseDetails = true;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = new CancellationTokenSource(options.Timeout, time);
        await using var registration = limit.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), deadline);
        try
        {
            foreach (var (name, value) in options.Headers)
            {
                socket.Options.SetRequestHeader(name, value);
            }

            await socket.ConnectAsync(options.Url, invoker, deadline.Token);
            return (new UpstreamSocket(socket, invoker, options, time), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = socket.HttpStatusCode >= HttpStatusCode.OK
                ? UpstreamSocketFailure.Answered(socket.HttpStatusCode, options)
                : UpstreamSocketFailure.From(exception, options, certificates);
            socket.Dispose();
            invoker.Dispose();
            return (null, failure);
        }
        catch
        {
            socket.Dispose();
            invoker.Dispose();

            // A connection that breaks in the moment of the cancellation tells of itself, and callers expect the other.
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>
    /// The next whole message. Throws <see cref="WebSocketException"/> when the connection broke, and
    /// <see cref="InvalidDataException"/> when a message is larger than allowed.
    /// </summary>
    public ValueTask<UpstreamFrame> ReadAsync(CancellationToken cancellationToken)
    {
        if (_buffer.Length > LargestKept)
        {
            // One huge message must not keep its memory for the rest of the session.
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        }

        // A busy hub's next message is often here already: half of what a message costs us would be the waiting for it.
        var receiving = _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
        if (!receiving.IsCompletedSuccessfully)
        {
            return ReadRestAsync(receiving, cancellationToken);
        }

        var received = receiving.Result;
        return Heard(received, received.Count) ? new(FrameOf(received, received.Count)) : ReadRestAsync(new(received), cancellationToken);
    }

    public ValueTask SendTextAsync(ReadOnlyMemory<byte> text, CancellationToken cancellationToken) =>
        SendAsync(text, WebSocketMessageType.Text, cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        _options.Traffic.Sent(message.Length);
        _options.Traffic.Recorder?.Frame(_number, isIncoming: false, type, message.Span);
        return _socket.SendAsync(message, type, endOfMessage: true, cancellationToken);
    }

    /// <summary>Begins the closing handshake; the reader sees the other side's part of it. Nothing may be sent afterwards.</summary>
    public Task CloseAsync(CancellationToken cancellationToken)
    {
        _isEndedByUs |= _socket.State is WebSocketState.Open;
        return _socket.State is WebSocketState.Open or WebSocketState.CloseReceived
            ? _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken)
            : Task.CompletedTask;
    }

    /// <summary>
    /// When told to stop, the connection ends with the closing handshake: nothing more is written, goodbye is said, and the reader
    /// goes on until the other side says it too, for 2 s at most. The reader must not be cancelled by the same token: cutting a read
    /// short cuts the connection. Dispose of the registration when reading has ended.
    /// </summary>
    /// <param name="stopping">Tells to stop.</param>
    /// <param name="quietAsync">Ends all writing.</param>
    public CancellationTokenRegistration LeaveWhen(CancellationToken stopping, Func<Task> quietAsync) =>
        stopping.UnsafeRegister(_ => _leaving = LeaveAsync(quietAsync), null);

    /// <summary>Waits for work that may have a write under way; one that the other side does not take within 2 s is cut, and with it the connection.</summary>
    public async Task FinishAsync(Task work)
    {
        using var limit = new CancellationTokenSource(CloseTimeout, _time);
        await using var registration = limit.Token.UnsafeRegister(static state => ((UpstreamSocket)state!).Abort(), this);
        await work;
    }

    /// <summary>Whether a read failed because the other side did not answer the stack's own ping.</summary>
    public static bool WasPingUnanswered(Exception readFault) => readFault switch
    {
        AggregateException several => several.InnerExceptions.Any(IsPingFault),
        _ => readFault.InnerException is { } inner && IsPingFault(inner),
    };

    /// <summary>Ends the connection at once, without a closing handshake: the peer may be dead.</summary>
    public void Abort()
    {
        _isEndedByUs |= _socket.State is WebSocketState.Open;
        _socket.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        _heardOut.TrySetResult();
        await _leaving;
        _isEndedByUs |= _socket.State is WebSocketState.Open;
        TellClosed();
        using (var limit = new CancellationTokenSource(CloseTimeout, _time))
        {
            await TryCloseAsync(limit.Token);
        }

        _socket.Dispose();
        _invoker?.Dispose();
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, []));
    }

    private static (UpstreamSocket? Socket, UpstreamSocketFailure? Failure) OpenOn(
        ITrafficStage stage, UpstreamSocketOptions options, CertificateCheck certificates, TimeProvider time)
    {
        try
        {
            return (new UpstreamSocket(stage.Open(options.Url), null, options, time), null);
        }
        catch (WebSocketException exception)
        {
            return (null, UpstreamSocketFailure.From(exception, options, certificates));
        }
    }

    /// <summary>Once; by the reader, or when there is none any more.</summary>
    private void TellClosed()
    {
        if (!_wasClosed)
        {
            _wasClosed = true;
            _options.Traffic.Recorder?.Closed(_number, !_isEndedByUs, (int?)_socket.CloseStatus);
        }
    }

    private async Task LeaveAsync(Func<Task> quietAsync)
    {
        await quietAsync();
        using var limit = new CancellationTokenSource(CloseTimeout, _time);
        await TryCloseAsync(limit.Token);
        await _heardOut.Task.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_heardOut.Task.IsCompleted)
        {
            _socket.Abort();
        }
    }

    private async Task TryCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CloseAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // It does not listen any more.
            _socket.Abort();
        }
    }

    /// <summary>The same error by itself is the other side's breach of the protocol; only inside another it is the ping's.</summary>
    private static bool IsPingFault(Exception exception) =>
        exception is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } || WasPingUnanswered(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<UpstreamFrame> ReadRestAsync(ValueTask<ValueWebSocketReceiveResult> receiving, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var received = await receiving;
            length += received.Count;
            if (Heard(received, length))
            {
                return FrameOf(received, length);
            }

            if (length == _buffer.Length)
            {
                Grow(length);
            }

            receiving = _socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
        }
    }

    /// <summary>Notes a sign of life; whether the message is whole.</summary>
    private bool Heard(in ValueWebSocketReceiveResult received, int length)
    {
        Volatile.Write(ref _lastHeard, _time.GetTimestamp());
        return length > _options.MaxFrameBytes
            ? throw new InvalidDataException($"A message from the hub is larger than {_options.MaxFrameBytes} bytes.")
            : received.EndOfMessage || received.MessageType == WebSocketMessageType.Close;
    }

    private UpstreamFrame FrameOf(in ValueWebSocketReceiveResult received, int length)
    {
        if (received.MessageType == WebSocketMessageType.Close)
        {
            _heardOut.TrySetResult();
            TellClosed();
        }
        else
        {
            _options.Traffic.Received(length);
            _options.Traffic.Recorder?.Frame(_number, isIncoming: true, received.MessageType, _buffer.AsSpan(0, length));
        }

        return new UpstreamFrame(received.MessageType, _buffer.AsMemory(0, length));
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length * 2);
        _buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
