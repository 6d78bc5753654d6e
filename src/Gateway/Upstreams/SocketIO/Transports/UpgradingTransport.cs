namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// Polling that moves to a WebSocket while it runs, without losing or reordering a packet: writing pauses, the open GET is read
/// to its end, and only then the server is told. Any failure before that leaves polling as it was.
/// </summary>
internal sealed class UpgradingTransport : IEngineTransport
{
    /// <summary>Nothing may be changed now: there is no WebSocket yet, or none any more.</summary>
    private const int Polling = 0;

    /// <summary>Writing pauses; whoever takes it from here decides, the reader for the change or the prober against it.</summary>
    private const int Ready = 1;

    private const int Decided = 2;

    /// <summary>How long the open GET may take to end; nothing is written meanwhile. Servers wait no longer either.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PollingTransport _polling;
    private readonly Func<CancellationToken, Task<WebSocketTransport>> _probe;
    private readonly Action<string> _failed;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _probing;
    private volatile WebSocketTransport? _webSocket;
    private Task<EnginePacket>? _first;
    private int _phase = Polling;
    private volatile bool _isUpgraded;

    /// <param name="polling">Owned from now on.</param>
    /// <param name="probe">Opens the WebSocket of the same session and finds that the server hears us there; owned by us then.</param>
    /// <param name="failed">Told once why the upgrade failed.</param>
    /// <param name="time">The clock.</param>
    public UpgradingTransport(PollingTransport polling, Func<CancellationToken, Task<WebSocketTransport>> probe, Action<string> failed, TimeProvider time)
    {
        _polling = polling;
        _probe = probe;
        _failed = failed;
        _time = time;
        _probing = ProbeAsync(_ending.Token);
    }

    public TimeSpan Silence => _webSocket is { } socket && socket.Silence < _polling.Silence ? socket.Silence : _polling.Silence;

    public bool IsStream => _isUpgraded;

    public async ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_isUpgraded)
        {
            if (!_polling.HasUnread && Interlocked.CompareExchange(ref _phase, Decided, Ready) == Ready)
            {
                await UpgradeAsync(cancellationToken);
                continue;
            }

            return await _polling.ReadAsync(cancellationToken);
        }

        if (_first is { } first)
        {
            _first = null;
            return await first;
        }

        return await _webSocket!.ReadAsync(cancellationToken);
    }

    public async ValueTask WriteAsync(OutboundBatch batch, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await (_isUpgraded ? _webSocket!.WriteAsync(batch, cancellationToken) : _polling.WriteAsync(batch, cancellationToken));
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _ending.CancelAsync();
        await _probing;
        await (_isUpgraded ? _webSocket!.CloseAsync(cancellationToken) : _polling.CloseAsync(cancellationToken));
    }

    public void Abort()
    {
        _ending.Cancel();
        _polling.Abort();
        _webSocket?.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        Abort();
        await _probing;
        await _polling.DisposeAsync();
        await DropAsync();
        _writing.Dispose();
    }

    /// <summary>Waits for a WebSocket on which the server hears us; then holds the writer until the change is done, or cannot be.</summary>
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            _webSocket = await _probe(cancellationToken);

            // Nothing comes before the change but the end of the socket, which must not become the session's.
            var first = _webSocket.ReadAsync(CancellationToken.None).AsTask();
            _first = first;
            await _writing.WaitAsync(cancellationToken);
            Volatile.Write(ref _phase, Ready);
            await ((Task)Task.WhenAny(first, _changed.Task)).WaitAsync(Patience, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Interlocked.CompareExchange(ref _phase, Polling, Ready) == Ready)
            {
                await StayAsync(first.IsCompleted ? "The WebSocket was lost before the change." : $"The server did not end the open request within {Patience.TotalSeconds:0.#} s.");
                _writing.Release();
            }
        }
        catch (EngineTransportException exception)
        {
            _failed(exception.Reason.Message);
        }
        catch (OperationCanceledException)
        {
            // The connection ends first.
        }
    }

    /// <summary>The GET is over and nothing of it is unread; from here on the session lives on the WebSocket, unless that broke meanwhile.</summary>
    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_first!.IsCompleted)
            {
                await StayAsync("The WebSocket was lost before the change.");
                return;
            }

            await _webSocket!.WriteAsync(OutboundBatch.Of("5"u8), cancellationToken);
            _isUpgraded = true;
        }
        catch (EngineTransportException exception)
        {
            await StayAsync(exception.Reason.Message);
        }
        finally
        {
            _changed.TrySetResult();
            _writing.Release();
        }
    }

    private async Task StayAsync(string why)
    {
        await DropAsync();
        if (!_ending.IsCancellationRequested)
        {
            _failed(why);
        }
    }

    /// <summary>Whoever reads from the socket must have ended before it is taken apart.</summary>
    private async Task DropAsync()
    {
        if (_webSocket is not { } socket)
        {
            return;
        }

        socket.Abort();
        if (_first is { } first)
        {
            await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _webSocket = null;
        await socket.DisposeAsync();
    }
}
