using System.Net.WebSockets;
using System.Threading.Channels;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Recording;

/// <summary>
/// One hub's recording: a file that is written beside the event line. What the disk cannot keep up with is left out and counted in the file;
/// when the file is full, or cannot be written any more, the recording ends and the hub goes on.
/// </summary>
internal sealed partial class HubRecording : ITrafficRecorder, IAsyncDisposable
{
    /// <summary>The largest file.</summary>
    public const long MaxFileBytes = 1L << 30;

    private const int MaxWaiting = 4_096;
    private const long MaxWaitingBytes = 64L << 20;

    private readonly Channel<RecordedItem> _waiting = Channel.CreateBounded<RecordedItem>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly FileStream _file;
    private readonly RecordingWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _hub;
    private readonly long _maxBytes;
    private readonly long _begun;
    private readonly Task _writing;
    private long _waitingBytes;
    private long _lost;
    private int _connections;
    private int _open;

    /// <param name="file">New and empty; owned from here on.</param>
    /// <param name="hub">Whose recording it is.</param>
    /// <param name="version">The gateway's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears why it ended.</param>
    /// <param name="maxBytes">The largest file; default <see cref="MaxFileBytes"/>.</param>
    public HubRecording(FileStream file, UpstreamOptions hub, string version, TimeProvider time, ILogger logger, long maxBytes = MaxFileBytes)
    {
        _file = file;
        _writer = new RecordingWriter(hub);
        _time = time;
        _logger = logger;
        _hub = hub.Hub;
        _maxBytes = maxBytes;
        _begun = time.GetTimestamp();
        _writing = WriteAsync(_writer.Header(version, time.GetUtcNow()));
    }

    private double Now => _time.GetElapsedTime(_begun).TotalMilliseconds;

    /// <inheritdoc cref="RecordingWriter.Learn"/>
    public void Learn(UpstreamOptions changed) => _writer.Learn(changed);

    public int Opened(Uri url)
    {
        var number = Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _open);
        Add(new RecordedItem(Now, number, "open") { Path = url.PathAndQuery });
        return number;
    }

    public void Frame(int connection, bool isIncoming, WebSocketMessageType type, ReadOnlySpan<byte> message) =>
        Add(new RecordedItem(Now, connection, isIncoming ? "in" : "out") { Message = message.ToArray(), IsText = type == WebSocketMessageType.Text });

    public void Closed(int connection, bool isByHub, int? code)
    {
        Interlocked.Decrement(ref _open);
        Add(new RecordedItem(Now, connection, "close") { By = isByHub ? "hub" : "gateway", Code = code });
    }

    public void Exchanged(TrafficExchange exchange) =>
        Add(new RecordedItem(Now, Volatile.Read(ref _connections) + (Volatile.Read(ref _open) > 0 ? 0 : 1), "in") { Exchange = exchange });

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
    }

    private void Add(RecordedItem item)
    {
        if (Interlocked.Add(ref _waitingBytes, item.Size) > MaxWaitingBytes || !_waiting.Writer.TryWrite(item))
        {
            Interlocked.Add(ref _waitingBytes, -item.Size);
            Interlocked.Increment(ref _lost);
        }
    }

    private async Task WriteAsync(byte[] header)
    {
        // The hub's start waits for nothing of it.
        await Task.Yield();
        await using (_file)
        {
            try
            {
                await _file.WriteAsync(header);
                await WriteItemsAsync(header.Length);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogBroken(_logger, _hub, exception.Message);
            }

            // Nobody waits for what comes later.
            _waiting.Writer.TryComplete();
        }
    }

    private async Task WriteItemsAsync(long written)
    {
        await foreach (var item in _waiting.Reader.ReadAllAsync())
        {
            Interlocked.Add(ref _waitingBytes, -item.Size);
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
            {
                await _file.WriteAsync(RecordingWriter.Lost(Now, lost));
                LogLost(_logger, _hub, lost);
            }

            var line = _writer.Write(item);
            if (written + line.Length > _maxBytes)
            {
                await _file.WriteAsync(RecordingWriter.Full(Now));
                LogFull(_logger, _hub, _maxBytes);
                return;
            }

            await _file.WriteAsync(line);
            written += line.Length;
            if (_waiting.Reader.Count == 0)
            {
                await _file.FlushAsync();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of hub {Hub} has {Bytes} bytes and ends here; the hub goes on.")]
    private static partial void LogFull(ILogger logger, string hub, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of hub {Hub} could not keep up and leaves {Count} frames out; its file says where.")]
    private static partial void LogLost(ILogger logger, string hub, long count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The recording of hub {Hub} ends because its file cannot be written: {Fault} The hub goes on.")]
    private static partial void LogBroken(ILogger logger, string hub, string fault);
}
