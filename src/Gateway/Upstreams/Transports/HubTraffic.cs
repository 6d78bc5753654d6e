using System.Collections.Concurrent;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// What goes between the gateway and one hub: counted since the process started, through every session and every change of the hub's
/// entry. A frame is one WebSocket message, or the body of one HTTP request or answer; what is passed through in streams is not
/// counted here. Thread-safe.
/// </summary>
internal sealed class HubTraffic
{
    private readonly ConcurrentDictionary<string, long> _ends = new(StringComparer.Ordinal);
    private long _framesReceived;
    private long _framesSent;
    private long _bytesReceived;
    private long _bytesSent;
    private long _unreadable;

    /// <summary>Takes a copy of it all; null: nobody records. Set before the first connection.</summary>
    public ITrafficRecorder? Recorder { get; set; }

    /// <summary>Stands in for the network; null: the network itself. Set before the first connection.</summary>
    public ITrafficStage? Stage { get; set; }

    public long FramesReceived => Volatile.Read(ref _framesReceived);

    public long FramesSent => Volatile.Read(ref _framesSent);

    /// <summary>Of the frames' contents, without what HTTP, WebSocket and TLS add.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <inheritdoc cref="BytesReceived"/>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Frames, or packets and messages in them, that could not be read or fitted nobody; each was skipped.</summary>
    public long Unreadable => Volatile.Read(ref _unreadable);

    /// <summary>How often a session ended, or none could be opened, by the reason's name (<see cref="DisconnectReason"/>).</summary>
    public IEnumerable<KeyValuePair<string, long>> Ends => _ends;

    public void Received(int bytes)
    {
        Interlocked.Increment(ref _framesReceived);
        Interlocked.Add(ref _bytesReceived, bytes);
    }

    public void Sent(int bytes)
    {
        Interlocked.Increment(ref _framesSent);
        Interlocked.Add(ref _bytesSent, bytes);
    }

    public void CouldNotRead() => Interlocked.Increment(ref _unreadable);

    public void Ended(DisconnectReason reason) => _ends.AddOrUpdate(reason.Name, 1, static (_, count) => count + 1);
}
