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

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Channel<RecordedItem> _waiting = Channel.CreateBounded<RecordedItem>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Stream _file;
    private readonly RecordingWriter _writer;
    private readonly RecordingLosses _losses;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _hub;
    private readonly long _maxBytes;
    private readonly long _begun;
    private readonly Task _writing;
    private long _waitingBytes;
    private long _written;
    private long _lost;
    private int _connections;
    private int _open;
    private volatile bool _isOver;

    /// <param name="file">New and empty; owned from here on.</param>
    /// <param name="hub">Whose recording it is.</param>
    /// <param name="version">The gateway's.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears why it ended.</param>
    /// <param name="maxBytes">The largest file; default <see cref="MaxFileBytes"/>.</param>
    public HubRecording(Stream file, UpstreamOptions hub, string version, TimeProvider time, ILogger logger, long maxBytes = MaxFileBytes)
    {
        _file = file;
        _writer = new RecordingWriter(hub);
        _time = time;
        _logger = logger;
        _losses = new RecordingLosses(hub.Hub, time, logger);
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
        lock (_gate)
        {
            _open++;
            Add(new RecordedItem(++_connections, "open") { Path = url.PathAndQuery });
            return _connections;
        }
    }

    public void Frame(int connection, bool isIncoming, WebSocketMessageType type, ReadOnlySpan<byte> message)
    {
        if (_isOver)
        {
            return;
        }

        var item = new RecordedItem(connection, isIncoming ? "in" : "out") { Message = message.ToArray(), IsText = type == WebSocketMessageType.Text };
        lock (_gate)
        {
            Add(item);
        }
    }

    public void Closed(int connection, bool isByHub, int? code)
    {
        lock (_gate)
        {
            _open--;
            Add(new RecordedItem(connection, "close") { By = isByHub ? "hub" : "gateway", Code = code });
        }
    }

    public void Exchanged(TrafficExchange exchange)
    {
        lock (_gate)
        {
            Add(new RecordedItem(_connections + (_open > 0 ? 0 : 1), "in") { Exchange = exchange });
        }
    }

    /// <summary>Writes what waits, for 2 seconds at most. Never fails.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(LongestEnd, _time);
        }
        catch (TimeoutException)
        {
            LogUnfinished(_logger, _hub, (int)LongestEnd.TotalSeconds);
        }
    }

    /// <summary>Under the lock: the file's order is that of its times and of its connections' numbers.</summary>
    private void Add(RecordedItem item)
    {
        if (_isOver)
        {
            return;
        }

        (item.Ms, item.LostBefore) = (Now, _lost);
        if (Interlocked.Add(ref _waitingBytes, item.Size) <= MaxWaitingBytes && _waiting.Writer.TryWrite(item))
        {
            _lost = 0;
        }
        else
        {
            Interlocked.Add(ref _waitingBytes, -item.Size);
            _lost++;
        }
    }

    private async Task WriteAsync(byte[] header)
    {
        // The hub's start waits for nothing of it.
        await Task.Yield();
        try
        {
            // What is in its buffer goes to the disk when it is disposed of, and may fail there, too.
            await using (_file)
            {
                await _file.WriteAsync(header);
                _written = header.Length;
                await WriteItemsAsync();
            }
        }
        catch (Exception exception)
        {
            // Of a fault that is not the disk's, only the name is known to hold nothing of a frame.
            LogBroken(_logger, _hub, exception is IOException or UnauthorizedAccessException ? exception.Message : exception.GetType().Name);
        }

        // Nobody waits for what comes later, and nothing of it is kept.
        _isOver = true;
        _waiting.Writer.TryComplete();
        while (_waiting.Reader.TryRead(out _))
        {
        }

        _losses.End();
    }

    private async Task WriteItemsAsync()
    {
        await foreach (var item in _waiting.Reader.ReadAllAsync())
        {
            Interlocked.Add(ref _waitingBytes, -item.Size);
            if (!await WriteLostAsync(item.Ms, item.LostBefore) || !await WriteLineAsync(_writer.Write(item)))
            {
                return;
            }

            if (_waiting.Reader.Count == 0)
            {
                if (!await WriteLostAsync())
                {
                    return;
                }

                await _file.FlushAsync();
            }
        }

        await WriteLostAsync();
    }

    /// <summary>What was left out after the last thing that waited.</summary>
    private ValueTask<bool> WriteLostAsync()
    {
        double ms;
        long lost;
        lock (_gate)
        {
            (ms, lost, _lost) = (Now, _lost, 0);
        }

        return WriteLostAsync(ms, lost);
    }

    private async ValueTask<bool> WriteLostAsync(double ms, long lost)
    {
        if (lost == 0)
        {
            return true;
        }

        _losses.Add(lost);
        return await WriteLineAsync(RecordingWriter.Lost(ms, lost));
    }

    /// <summary>False: the file is full.</summary>
    private async ValueTask<bool> WriteLineAsync(byte[] line)
    {
        if (_written + line.Length > _maxBytes)
        {
            await _file.WriteAsync(RecordingWriter.Full(Now));
            LogFull(_logger, _hub, _maxBytes);
            return false;
        }

        await _file.WriteAsync(line);
        _written += line.Length;
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of hub {Hub} has {Bytes} bytes and ends here; the hub goes on.")]
    private static partial void LogFull(ILogger logger, string hub, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The recording of hub {Hub} was not written to its end within {Seconds} s; its file lacks the last things.")]
    private static partial void LogUnfinished(ILogger logger, string hub, int seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "The recording of hub {Hub} ends because its file cannot be written: {Fault} The hub goes on.")]
    private static partial void LogBroken(ILogger logger, string hub, string fault);
}
