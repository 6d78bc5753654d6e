using System.Net.WebSockets;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Deconz;

/// <summary>
/// What comes by the WebSocket, in order. It is read from the first moment on, though nothing may be taken in before everything
/// is fetched: an unread socket does not see the answer to its own ping, and would take the gateway for dead. One reader.
/// </summary>
internal sealed class DeconzInbox : IAsyncDisposable
{
    /// <summary>Far above what a house tells while everything is fetched.</summary>
    public const int MaxFrames = 16_384;

    private const int MaxBytes = 32 << 20;

    private readonly UpstreamSocket _socket;
    private readonly Queue<UpstreamFrame> _waiting = new();
    private readonly Task _readingAhead;
    private int _bytes;
    private bool _isTakenOver;
    private bool _isDrained;

    public DeconzInbox(UpstreamSocket socket)
    {
        _socket = socket;
        _readingAhead = ReadAheadAsync();
    }

    public UpstreamSocket Socket => _socket;

    /// <summary>Why nothing more will come; null: it may. To be asked before the first <see cref="ReadAsync"/>.</summary>
    public DisconnectReason? Ended =>
        _readingAhead.IsFaulted ? Explain(_readingAhead.Exception.InnerException!) : _readingAhead.IsCompleted ? Closed() : null;

    /// <inheritdoc cref="UpstreamSocket.ReadAsync"/>
    public ValueTask<UpstreamFrame> ReadAsync() => _isDrained ? _socket.ReadAsync(CancellationToken.None) : ReadWaitingAsync();

    public DisconnectReason Closed() =>
        DisconnectReason.HubClosed($"deCONZ closed the WebSocket (code {(int?)_socket.CloseStatus ?? 1005}). It does so when it stops or restarts.");

    /// <param name="readFault">What reading threw.</param>
    public DisconnectReason Explain(Exception readFault) => readFault switch
    {
        InvalidDataException => DisconnectReason.ProtocolFault(readFault.Message),
        _ when UpstreamSocket.WasPingUnanswered(readFault) => DisconnectReason.Silent(_socket.Silence),
        _ => DisconnectReason.HubClosed("The WebSocket to deCONZ broke without a closing handshake."),
    };

    public async ValueTask DisposeAsync()
    {
        // Nobody may read any more when the socket gives its buffer back.
        await using (_readingAhead.IsCompleted ? default : _socket.LeaveWhen(new CancellationToken(canceled: true), static () => Task.CompletedTask))
        {
            await _readingAhead.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _socket.DisposeAsync();
    }

    private async ValueTask<UpstreamFrame> ReadWaitingAsync()
    {
        if (TryTake(out var frame))
        {
            return frame;
        }

        // Its last read cannot be called off without the connection.
        await _readingAhead;
        if (TryTake(out frame))
        {
            return frame;
        }

        _isDrained = true;
        return await _socket.ReadAsync(CancellationToken.None);
    }

    private bool TryTake(out UpstreamFrame frame)
    {
        lock (_waiting)
        {
            _isTakenOver = true;
            var isTaken = _waiting.TryDequeue(out frame);
            _bytes -= isTaken ? frame.Bytes.Length : 0;
            return isTaken;
        }
    }

    private async Task ReadAheadAsync()
    {
        while (true)
        {
            var frame = await _socket.ReadAsync(CancellationToken.None);
            lock (_waiting)
            {
                if (_waiting.Count == MaxFrames || _bytes + frame.Bytes.Length > MaxBytes)
                {
                    _socket.Abort();
                    throw new InvalidDataException($"deCONZ sent more than {MaxFrames} messages, or {MaxBytes >> 20} MiB, before it had answered with its whole state.");
                }

                // The socket's buffer is used again by the next read.
                _waiting.Enqueue(frame with { Bytes = frame.Bytes.ToArray() });
                _bytes += frame.Bytes.Length;
                if (_isTakenOver || frame.Type == WebSocketMessageType.Close)
                {
                    return;
                }
            }
        }
    }
}
