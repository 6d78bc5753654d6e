using System.Net.WebSockets;

namespace Gateway.Api.Live;

/// <summary>How and when one connection ends. Thread-safe.</summary>
internal sealed class ConnectionEnd : IDisposable
{
    /// <summary>What a client may take to answer a close, or to take what is on its way; ASP.NET Core's transport gives as much.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _aborted;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private ITimer? _timer;
    private bool _isDisposed;

    public ConnectionEnd(TimeProvider time)
    {
        _time = time;
        _aborted = new CancellationTokenSource();
        Aborted = _aborted.Token;
    }

    /// <summary>The client is gone, or cut off: no read or write goes on.</summary>
    public CancellationToken Aborted { get; }

    public WebSocketCloseStatus Status { get; private set; } = WebSocketCloseStatus.NormalClosure;

    public string Reason { get; private set; } = "";

    /// <summary>What the client is told; the first reason stays.</summary>
    public void Because(WebSocketCloseStatus status, string reason)
    {
        lock (_gate)
        {
            if (Status is WebSocketCloseStatus.NormalClosure)
            {
                (Status, Reason) = (status, reason);
            }
        }
    }

    /// <summary>Cuts the connection soon, unless it ends by itself before.</summary>
    public void Soon()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _timer ??= AbortAfter(Limit);
            }
        }
    }

    /// <summary>Cuts the connection then, unless the answer is disposed of before.</summary>
    public ITimer AbortAfter(TimeSpan limit) => _time.CreateTimer(static state => ((ConnectionEnd)state!).Abort(), this, limit, Timeout.InfiniteTimeSpan);

    /// <summary>Cuts the connection.</summary>
    public void Abort()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }
        }

        try
        {
            _aborted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in this very moment.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }

        _aborted.Dispose();
    }
}
