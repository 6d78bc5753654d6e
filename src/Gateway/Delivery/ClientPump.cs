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

    /// <summary>Runs until the queue is closed or overwhelmed. Throws what the transport throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!queue.IsClosed && !queue.IsOverwhelmed && !cancellationToken.IsCancellationRequested)
        {
            await queue.WaitAsync();
            while (queue.TryRunDeferred())
            {
            }

            Gather();
            if (_output.WrittenCount > 0)
            {
                await wire.WriteAsync(_output.WrittenMemory, cancellationToken);
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
        while (_output.WrittenCount < WriteBytes && queue.TryTake(out var message, out var asSnapshot))
        {
            wire.Frame(_output, message, asSnapshot);
            message.Release();
        }
    }
}
