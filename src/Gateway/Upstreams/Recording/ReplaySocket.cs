using System.Net.WebSockets;
using System.Threading.Channels;

namespace Gateway.Upstreams.Recording;

/// <summary>A WebSocket whose other side is a recording.</summary>
internal sealed class ReplaySocket : WebSocket
{
    private const int MaxWaiting = 256;
    private readonly Channel<(byte[] Bytes, bool IsText)> _waiting = Channel.CreateBounded<(byte[], bool)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _ending = new();
    private readonly ReplayPlayer _player;
    private readonly Action<bool> _onEnd;

    /// <summary>Ends when the connection does; never fails.</summary>
    private readonly Task _playing;
    private (byte[] Bytes, bool IsText)? _current;
    private int _taken;
    private int _ended;
    private volatile WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private Exception? _fault;

    /// <param name="player">The recording.</param>
    /// <param name="onEnd">Told once: whether the hub ended the connection.</param>
    public ReplaySocket(ReplayPlayer player, Action<bool> onEnd)
    {
        (_player, _onEnd) = (player, onEnd);
        _playing = PlayAsync();
    }

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    public override void Abort()
    {
        End(isByHub: false);
        _state = WebSocketState.Aborted;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    /// <summary>The other side says goodbye at once.</summary>
    public override async Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (_state == WebSocketState.Open)
        {
            _closeStatus = closeStatus;
            End(isByHub: false);
        }

        _state = WebSocketState.Closed;
        await _playing.WaitAsync(cancellationToken);
    }

    public override void Dispose() => Abort();

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(buffer.AsMemory(), cancellationToken);
        return new WebSocketReceiveResult(received.Count, received.MessageType, received.EndOfMessage, _closeStatus, null);
    }

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (_current is null)
        {
            if (_waiting.Reader.TryRead(out var next))
            {
                (_current, _taken) = (next, 0);
            }
            else if (!await _waiting.Reader.WaitToReadAsync(cancellationToken))
            {
                return _closeStatus is not null
                    ? new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true)
                    : throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, _fault);
            }
        }

        var (bytes, isText) = _current.Value;
        var count = Math.Min(buffer.Length, bytes.Length - _taken);
        bytes.AsMemory(_taken, count).CopyTo(buffer);
        _taken += count;
        var isWhole = _taken == bytes.Length;
        _current = isWhole ? null : _current;
        return new ValueWebSocketReceiveResult(count, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary, isWhole);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    /// <summary>Whole messages only, as the gateway sends them.</summary>
    public override ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        if (_state != WebSocketState.Open)
        {
            throw new WebSocketException(WebSocketError.InvalidState);
        }

        if (messageType == WebSocketMessageType.Text)
        {
            _player.Sent(buffer.Span);
        }

        return ValueTask.CompletedTask;
    }

    private async Task PlayAsync()
    {
        // The gateway has opened it before anything comes.
        await Task.Yield();
        try
        {
            await _player.RunAsync((bytes, isText, cancellationToken) => _waiting.Writer.WriteAsync((bytes, isText), cancellationToken), _ending.Token);
            _closeStatus = (WebSocketCloseStatus?)_player.Code;
            _state = _closeStatus is null ? WebSocketState.Aborted : WebSocketState.CloseReceived;
            End(isByHub: true);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException && _ending.IsCancellationRequested)
        {
            // The gateway has left.
            _state = _state == WebSocketState.Open ? WebSocketState.Aborted : _state;
        }
        catch (Exception exception)
        {
            // Who receives next hears of it: the connection broke.
            (_fault, _state) = (exception, WebSocketState.Aborted);
            End(isByHub: true);
        }
    }

    private void End(bool isByHub)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            _onEnd(isByHub);

            // In this order: what waits for room is called off, and finds no closed channel.
            _ending.Cancel();
            _waiting.Writer.TryComplete();
        }
    }
}
