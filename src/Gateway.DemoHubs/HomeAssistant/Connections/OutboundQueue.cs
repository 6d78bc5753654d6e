using System.Net.WebSockets;
using System.Text;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

internal sealed record OutboundFrame(ReadOnlyMemory<byte> Bytes, WebSocketMessageType Type);

/// <summary>
/// Messages towards one client, in order. When <see cref="Capacity"/> of them wait the next one is refused, and the connection is to be dropped.
/// </summary>
internal sealed class OutboundQueue : IDisposable
{
    public const int Capacity = 4096;

    private readonly Lock _gate = new();
    private readonly Queue<(string? Message, OutboundFrame? Frame)> _pending = new();
    private readonly SemaphoreSlim _ready = new(0);
    private bool _held;
    private bool _completed;
    private bool _isDisposed;

    /// <summary>From now on everything that waits leaves as one array.</summary>
    public bool Coalesce { get; set; }

    public WebSocketCloseStatus CloseStatus { get; private set; } = WebSocketCloseStatus.NormalClosure;

    public int Count
    {
        get
        {
            lock (_gate)
                return _pending.Count;
        }
    }

    public bool TryAdd(string message) => TryAdd((message, null));

    /// <summary>A frame which is sent as it is and never joins an array.</summary>
    public bool TryAdd(OutboundFrame frame) => TryAdd((null, frame));

    /// <summary>Nothing leaves until <see cref="Release"/>: what one frame from the client caused is one batch, as in Home Assistant's event loop.</summary>
    public void Hold()
    {
        lock (_gate)
            _held = true;
    }

    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            Wake();
        }
    }

    /// <summary>No more messages; without <paramref name="drain"/> those which wait are dropped too.</summary>
    public void Complete(WebSocketCloseStatus status, bool drain)
    {
        lock (_gate)
        {
            _completed = true;
            CloseStatus = status;
            if (!drain)
                _pending.Clear();
            Wake();
        }
    }

    /// <summary>The next frame to write; null when the queue is completed and empty. For one writer.</summary>
    public async ValueTask<OutboundFrame?> TakeAsync()
    {
        while (true)
        {
            lock (_gate)
            {
                if (!_held && _pending.Count > 0)
                    return Take();
                if (_completed && _pending.Count == 0)
                    return null;
            }

            await _ready.WaitAsync();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _ready.Dispose();
        }
    }

    // A hook may close a connection which has just ended by itself.
    private void Wake()
    {
        if (!_isDisposed)
            _ready.Release();
    }

    private bool TryAdd((string? Message, OutboundFrame? Frame) item)
    {
        lock (_gate)
        {
            if (_completed)
                return true;
            if (_pending.Count >= Capacity)
                return false;
            _pending.Enqueue(item);
            if (!_held && _pending.Count == 1)
                Wake();
            return true;
        }
    }

    private OutboundFrame Take()
    {
        var (message, frame) = _pending.Dequeue();
        if (frame is not null)
            return frame;
        if (!Coalesce || !_pending.TryPeek(out var next) || next.Message is null)
            return Text(message!);

        var array = new StringBuilder("[").Append(message);
        while (_pending.TryPeek(out next) && next.Message is not null)
            array.Append(',').Append(_pending.Dequeue().Message);
        return Text(array.Append(']').ToString());
    }

    private static OutboundFrame Text(string text) => new(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);
}
