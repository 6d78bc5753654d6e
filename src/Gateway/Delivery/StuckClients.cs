namespace Gateway.Delivery;

/// <summary>
/// Ends the connections of clients that take nothing for <see cref="ClientOptions.StuckAfter"/>: each holds memory, and a place among
/// <c>Clients:MaxConnections</c>. Also of those that take a snapshot or replay so slowly that its events are kept for them alone. One that comes back resumes, or gets a snapshot.
/// </summary>
internal sealed class StuckClients(ClientDirectory clients, ClientOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var client in clients.All.Where(client => client.Queue.WritingFor > options.StuckAfter))
                {
                    client.Queue.GiveUp(ClientCut.Stuck(options.StuckAfter));
                }

                foreach (var client in clients.All.Where(client => client.Queue.IsOutrun(options.StuckAfter)))
                {
                    client.Queue.GiveUp(ClientCut.Outrun);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
