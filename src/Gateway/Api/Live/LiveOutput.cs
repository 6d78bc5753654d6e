using System.IO.Pipelines;
using Gateway.Delivery;

namespace Gateway.Api.Live;

/// <summary>
/// What SignalR itself says to a client (handshake, answers, pings, close): each flush is one text frame, written before it completes.
/// SignalR writes one message at a time and waits for it, so no more than one is ever kept. Never throws: a client that has gone
/// is a completed flush.
/// </summary>
internal sealed class LiveOutput(FrameWriter writer, ConnectionEnd end, TimeSpan stuckAfter) : PipeWriter
{
    private readonly PooledOutput _message = new(FrameHeader.MaxLength);
    private volatile ITimer? _stuck;
    private volatile bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _message.Count;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _message.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _message.GetSpan(sizeHint);

    public override void Advance(int bytes) => _message.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_message.Count == 0)
        {
            return new FlushResult(isCanceled: false, _isCompleted);
        }

        var writing = _isCompleted ? ValueTask.FromResult(false) : writer.WriteAsync(FrameHeader.Frame(_message.Whole), partTaken: PartTaken);
        var isTaken = writing.IsCompletedSuccessfully ? writing.Result : await WaitAsync(writing);
        _message.Return();
        return new FlushResult(isCanceled: false, isCompleted: !isTaken || _isCompleted);
    }

    /// <summary>SignalR gives the connection up and waits for its last write, which a client that reads nothing would never take.</summary>
    public override void CancelPendingFlush() => end.Soon();

    public override void Complete(Exception? exception = null) => _isCompleted = true;

    /// <summary>A client that calls and calls, and reads nothing, would keep its place for ever.</summary>
    private async Task<bool> WaitAsync(ValueTask<bool> writing)
    {
        using var stuck = _stuck = end.AbortAfter(stuckAfter);
        return await writing;
    }

    private void PartTaken() => _stuck?.Change(stuckAfter, Timeout.InfiniteTimeSpan);
}
