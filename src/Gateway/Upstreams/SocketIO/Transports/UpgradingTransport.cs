namespace Gateway.Upstreams.SocketIO.Transports;

/// <summary>
/// Polling that moves to a WebSocket while it runs, without losing or reordering a packet: writing pauses, the open GET is read
/// to its end, and only then the server is told. Any failure before that leaves polling as it was.
/// </summary>
internal sealed class UpgradingTransport : IEngineTransport
{
    private readonly PollingTransport _polling;
    private readonly Func<CancellationToken, Task<WebSocketTransport>> _probe;
    private readonly Action<string> _failed;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _probing;
    private WebSocketTransport? _webSocket;
    private volatile bool _isProbed;
    private volatile bool _isUpgraded;

    /// <param name="polling">Owned from now on.</param>
    /// <param name="probe">Opens the WebSocket of the same session and finds that the server hears us there; owned by us then.</param>
    /// <param name="failed">Told once why the upgrade failed.</param>
    public UpgradingTransport(PollingTransport polling, Func<CancellationToken, Task<WebSocketTransport>> probe, Action<string> failed)
    {
        _polling = polling;
        _probe = probe;
        _failed = failed;
        _probing = ProbeAsync(_ending.Token);
    }

    public TimeSpan Silence => _webSocket is { } socket && socket.Silence < _polling.Silence ? socket.Silence : _polling.Silence;

    public bool IsStream => _isUpgraded;

    public async ValueTask<EnginePacket> ReadAsync(CancellationToken cancellationToken)
    {
        while (!_isUpgraded)
        {
            if (_isProbed && !_polling.HasUnread)
            {
                await UpgradeAsync(cancellationToken);
                continue;
            }

            return await _polling.ReadAsync(cancellationToken);
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
        if (_webSocket is { } socket)
        {
            await socket.DisposeAsync();
        }

        _writing.Dispose();
    }

    /// <summary>Waits for a WebSocket on which the server hears us; then holds the writer until the change is done.</summary>
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            _webSocket = await _probe(cancellationToken);
            await _writing.WaitAsync(cancellationToken);
            _isProbed = true;
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
            await _webSocket!.WriteAsync(OutboundBatch.Of("5"u8), cancellationToken);
            _isUpgraded = true;
        }
        catch (EngineTransportException exception)
        {
            _isProbed = false;
            _failed(exception.Reason.Message);
        }

        _writing.Release();
    }
}
