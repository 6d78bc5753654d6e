using System.IO.Pipelines;

namespace Gateway.Api.Live;

/// <summary>A connection's input that the HTTP server leaves open when it has been handed over.</summary>
internal sealed class KeptReader(PipeReader input) : PipeReader
{
    private bool _isKept;

    public void Keep() => _isKept = true;

    public override bool TryRead(out ReadResult result) => input.TryRead(out result);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => input.ReadAsync(cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => input.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => input.AdvanceTo(consumed, examined);

    public override void CancelPendingRead()
    {
        // A read that is cancelled once the request has ended would be ours.
        if (!_isKept)
        {
            input.CancelPendingRead();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        if (!_isKept)
        {
            input.Complete(exception);
        }
    }
}
