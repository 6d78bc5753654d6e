using System.Diagnostics;
using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// Moves one client's queue to its transport: everything that waits goes out as one write, so a busy client costs one write for
/// many events. The only place that ever waits for a client.
/// </summary>
internal sealed class ClientPump(ClientQueue queue, IClientWire wire)
{
    /// <summary>Enough to gather a burst, little enough that what a slow client gets next is still new.</summary>
    private const int WriteBytes = 16 * 1024;

    /// <summary>Of one write; there are more only where a client is far behind and everything is sampled.</summary>
    private const int MaxTraced = 100;

    private readonly PooledOutput _output = new(wire.Headroom);
    private List<Activity>? _traced;

    /// <summary>Runs until the queue is closed or its client given up. Throws what the transport throws.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        wire.PartTaken = queue.BeginWrite;
        while (!queue.IsClosed && !queue.IsGivenUp && !cancellationToken.IsCancellationRequested)
        {
            await queue.WaitAsync();
            while (queue.TryRunDeferred())
            {
            }

            Gather();
            if (_output.Count > 0)
            {
                queue.BeginWrite();
                using (GatewayTrace.StartDelivery(_traced))
                {
                    await wire.WriteAsync(_output.Whole, cancellationToken);
                }

                queue.EndWrite();
                _output.Return();
            }
        }
    }

    private void Gather()
    {
        while (_output.Count < WriteBytes && queue.TryTake(out var outgoing))
        {
            wire.Frame(_output, outgoing);
            if (outgoing.Message is HubEvent { Trace: { } trace } && (_traced ??= []).Count < MaxTraced)
            {
                _traced.Add(trace);
            }

            outgoing.Message.Release();
        }
    }
}
