using System.Buffers;
using System.IO.Pipelines;

namespace Gateway.Api.Live;

/// <summary>
/// What SignalR itself says to a client (handshake, answers, pings, close): each flush is one text frame, written before it completes.
/// SignalR writes one message at a time and waits for it, so no more than one is ever kept. Never throws: a client that has gone
/// is a completed flush.
/// </summary>
internal sealed class LiveOutput(FrameWriter writer, ConnectionEnd end, TimeSpan stuckAfter) : PipeWriter
{
    private const int FirstBuffer = 512;

    /// <summary>One huge answer must not keep its memory for the rest of the connection.</summary>
    private const int LargestKept = 4096;

    private ArrayBufferWriter<byte>? _message;
    private volatile bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _message is null ? 0 : Math.Max(0, _message.WrittenCount - FrameHeader.MaxLength);

    public override Memory<byte> GetMemory(int sizeHint = 0) => Message.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Message.GetSpan(sizeHint);

    public override void Advance(int bytes) => Message.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        var writing = UnflushedBytes == 0 || _isCompleted ? ValueTask.FromResult(UnflushedBytes == 0) : writer.WriteAsync(Frame(Message));
        var isTaken = writing.IsCompletedSuccessfully ? writing.Result : await WaitAsync(writing);
        Reset();
        return new FlushResult(isCanceled: false, isCompleted: !isTaken || _isCompleted);
    }

    /// <summary>SignalR gives the connection up and waits for its last write, which a client that reads nothing would never take.</summary>
    public override void CancelPendingFlush() => end.Soon();

    public override void Complete(Exception? exception = null) => _isCompleted = true;

    /// <summary>A client that calls and calls, and reads nothing, would keep its place for ever.</summary>
    private async Task<bool> WaitAsync(ValueTask<bool> writing)
    {
        using var stuck = end.AbortAfter(stuckAfter);
        return await writing;
    }

    private ArrayBufferWriter<byte> Message
    {
        get
        {
            if (_message is null)
            {
                _message = new ArrayBufferWriter<byte>(FirstBuffer);
                _message.GetSpan(FrameHeader.MaxLength);
                _message.Advance(FrameHeader.MaxLength);
            }

            return _message;
        }
    }

    private static ReadOnlyMemory<byte> Frame(ArrayBufferWriter<byte> message)
    {
        var all = System.Runtime.InteropServices.MemoryMarshal.AsMemory(message.WrittenMemory);
        return all[FrameHeader.WriteBefore(all.Span[..FrameHeader.MaxLength], all.Length - FrameHeader.MaxLength)..];
    }

    private void Reset()
    {
        if (_message?.Capacity > LargestKept)
        {
            _message = null;
        }
        else if (_message is not null)
        {
            _message.ResetWrittenCount();
            _message.Advance(FrameHeader.MaxLength);
        }
    }
}
