namespace Gateway.Api.Live;

/// <summary>
/// Writes whole frames to one client, one at a time: the pump's events, what SignalR says by itself, and the protocol's own
/// control frames. A write that fails or is cut ends the connection, as half a frame may be out. Thread-safe.
/// </summary>
/// <param name="upgraded">The connection as the HTTP server gave it.</param>
/// <param name="end">How a client that cannot be written to is let go.</param>
internal sealed class FrameWriter(Stream upgraded, ConnectionEnd end) : IDisposable
{
    /// <summary>How much is handed over at once of a long frame.</summary>
    private const int Part = 64 * 1024;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Stream _output = upgraded;
    private bool _hasWritten;
    private bool _isClosed;

    /// <summary>
    /// From now on frames go to the socket itself, past the HTTP server's pipe. Only once the client has sent a frame: then it has
    /// the answer to its upgrade, and nothing of ours can overtake it. Stays as it is when the pipe may hold something already.
    /// </summary>
    public async Task UseAsync(Stream direct)
    {
        await _turn.WaitAsync(CancellationToken.None);
        _output = _hasWritten ? _output : direct;
        _turn.Release();
    }

    /// <summary>Completes when the transport took the frame; false: the client is gone or going, nothing more reaches it.</summary>
    /// <param name="frame">Header and payload.</param>
    /// <param name="isLast">Nothing is written after it.</param>
    /// <param name="partTaken">Called each time the transport took a part of a long frame.</param>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> frame, bool isLast = false, Action? partTaken = null)
    {
        try
        {
            await _turn.WaitAsync(end.Aborted);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        try
        {
            if (_isClosed)
            {
                return false;
            }

            _hasWritten = true;
            _isClosed = isLast;
            for (; frame.Length > Part; frame = frame[Part..])
            {
                await _output.WriteAsync(frame[..Part], end.Aborted);
                partTaken?.Invoke();
            }

            await _output.WriteAsync(frame, end.Aborted);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            _isClosed = true;
            end.Abort();
            return false;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
