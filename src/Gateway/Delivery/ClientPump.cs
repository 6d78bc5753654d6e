using System.Buffers;

namespace Gateway.Delivery;

/// <summary>
/// Moves one client's queue to its transport: everything that waits goes out as one write, so a busy client costs one write for
/// many events. The only place that ever waits for a client.
/// </summary>
internal sealed class ClientPump(ClientQueue queue, IClientWire wire)
{
    /// <summary>Enough to gather a burst, little enough that what a slow client gets next is still new.</summary>
    private const int WriteBytes = 16 * 1024;

    private const int FirstBuffer = 4 * 1024;

    /// <summary>One huge message must not keep its memory for the rest of the connection.</summary>
    private const int LargestKept = 8 * WriteBytes;

    private ArrayBufferWriter<byte> _output = new(FirstBuffer);

    /// <summary>Runs until the queue is closed or its client given up. Throws what the transport throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!queue.IsClosed && !queue.IsGivenUp && !cancellationToken.IsCancellationRequested)
        {
            await queue.WaitAsync();
            while (queue.TryRunDeferred())
            {
            }

            Gather();
            if (_output.WrittenCount > 0)
            {
                queue.BeginWrite();
                await wire.WriteAsync(_output.WrittenMemory, cancellationToken);
                queue.EndWrite();
                Reset();
            }
        }
    }

    private void Reset()
    {
        if (_output.Capacity > LargestKept)
        {
            _output = new ArrayBufferWriter<byte>(FirstBuffer);
        }
        else
        {
            _output.ResetWrittenCount();
        }
    }

    private void Gather()
    {
        while (_output.WrittenCount < WriteBytes && queue.TryTake(out var outgoing))
        {
            wire.Frame(_output, outgoing);
            outgoing.Message.Release();
        }
    }
}
