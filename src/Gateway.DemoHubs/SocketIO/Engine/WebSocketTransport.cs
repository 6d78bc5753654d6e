using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using Gateway.DemoHubs.Listening;

namespace Gateway.DemoHubs.SocketIO.Engine;

/// <summary>One reader, one writer. What it has taken it still writes after <see cref="Close(WebSocketCloseStatus)"/>, then it closes without a status.</summary>
internal sealed class WebSocketTransport : IEngineTransport, IDisposable
{
    // How long a peer may take to answer a close frame.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(2);

    private readonly EngineServer _server;
    private readonly EngineSession _session;
    private readonly Stream _stream;
    private readonly WebSocket _socket;
    private readonly Action _abortConnection;
    private readonly bool _isBase64;
    private readonly ITimer _linger;
    private readonly Channel<EnginePacket> _outgoing = Channel.CreateBounded<EnginePacket>(EngineSession.Capacity + 1);
    private WebSocketCloseStatus _closeStatus = WebSocketCloseStatus.Empty;
    private long _pendingBytes;
    private bool _closing;
    private bool _isCut;

    public WebSocketTransport(EngineServer server, EngineSession session, Stream stream, Action abortConnection, bool isBase64)
    {
        _server = server;
        _session = session;
        _stream = stream;

        // The real servers send no WebSocket pings of their own.
        _socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _abortConnection = abortConnection;
        _isBase64 = isBase64;
        _linger = server.Time.CreateTimer(_ => OnLinger(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public string Name => "websocket";

    public int Pending => _outgoing.Reader.Count;

    public long PendingBytes => Interlocked.Read(ref _pendingBytes);

    public async Task RunAsync()
    {
        var writing = WriteAsync();
        var answer = WebSocketCloseStatus.Empty;
        try
        {
            answer = await ReadAsync();
        }
        catch (Exception exception) when (IsGone(exception))
        {
            // By the client's doing or by a hook's.
        }

        lock (_server.Gate)
        {
            Close(answer);
            _session.Lost(this);
        }

        await writing;
    }

    public void Flush(Queue<EnginePacket> buffer)
    {
        while (buffer.TryDequeue(out var packet))
            Send(packet);
    }

    /// <summary>The session keeps within its bounds, so there is always room.</summary>
    public void Send(EnginePacket packet)
    {
        if (_outgoing.Writer.TryWrite(packet))
            Interlocked.Add(ref _pendingBytes, packet.Size);
    }

    public bool Close()
    {
        Close(WebSocketCloseStatus.Empty);
        return true;
    }

    public void Abort()
    {
        // Before the writer ends, which else would still say goodbye.
        _isCut = true;
        Close(WebSocketCloseStatus.Empty);
        _socket.Abort();
        try
        {
            _abortConnection();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by itself a moment ago.
        }
    }

    public void Dispose()
    {
        _linger.Dispose();
        _socket.Dispose();
    }

    private static bool IsGone(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    private void Close(WebSocketCloseStatus status)
    {
        if (_closing)
            return;
        _closing = true;
        _closeStatus = status;
        _outgoing.Writer.Complete();
        _linger.Change(Linger, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Until the client's close frame; with what to answer it.</summary>
    private async Task<WebSocketCloseStatus> ReadAsync()
    {
        var reader = new MessageReader(_socket, _server.Options.MaxPayload);
        while (await reader.ReadAsync() is { } message)
        {
            lock (_server.Gate)
            {
                if (_closing)
                    continue;
                if (message.Type is MessageType.TooLong)
                {
                    Close(WebSocketCloseStatus.MessageTooBig);
                    _session.Lost(this);
                    continue;
                }

                var packet = Decode(message);
                _server.Note(packet, message.Bytes);
                _session.Receive(this, packet);
            }
        }

        return _socket.CloseStatus ?? WebSocketCloseStatus.Empty;
    }

    private EnginePacket? Decode(InboundMessage message) => message.Type is MessageType.Text
        ? EnginePacket.Read(Encoding.UTF8.GetString(message.Bytes.Span), _session.Revision)
        : EnginePacket.Read(message.Bytes.Span, _session.Revision);

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var packet in _outgoing.Reader.ReadAllAsync())
            {
                await WriteAsync(packet);
                Interlocked.Add(ref _pendingBytes, -packet.Size);
            }

            if (Volatile.Read(ref _isCut))
                return;
            if (_closeStatus is WebSocketCloseStatus.Empty)
                await RawUpgrade.CloseAsync(_stream);
            else
                await _socket.CloseOutputAsync(_closeStatus, statusDescription: null, CancellationToken.None);
        }
        catch (Exception exception) when (IsGone(exception))
        {
            lock (_server.Gate)
                Abort();
        }
    }

    private ValueTask WriteAsync(EnginePacket packet)
    {
        if (!packet.IsBinary)
            return SendAsync(packet.Utf8, WebSocketMessageType.Text);
        if (_isBase64)
            return SendAsync(Encoding.UTF8.GetBytes(packet.ToText(_session.Revision)), WebSocketMessageType.Text);
        return _session.Revision == 4
            ? SendAsync(packet.Binary, WebSocketMessageType.Binary)
            : SendAsync((byte[])[4, .. packet.Binary.Span], WebSocketMessageType.Binary);
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type) =>
        _socket.SendAsync(bytes, type, endOfMessage: true, CancellationToken.None);

    private void OnLinger()
    {
        // A frozen hub lets no time pass.
        if (_server.Freeze.IsFrozen)
        {
            _linger.Change(Linger, Timeout.InfiniteTimeSpan);
            return;
        }

        lock (_server.Gate)
            Abort();
    }
}
