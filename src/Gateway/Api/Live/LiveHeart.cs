using System.Collections.Concurrent;

namespace Gateway.Api.Live;

/// <summary>Beats for every connection of the own transport, as ASP.NET Core does for those of its own.</summary>
internal sealed class LiveHeart(NegotiatedIds ids, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<LiveConnection, bool> _connections = new();
    private int _count;

    /// <summary>How many connections are open, or still ending.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Add(LiveConnection connection)
    {
        _connections[connection] = true;
        Interlocked.Increment(ref _count);
    }

    /// <summary>Once for each that was added.</summary>
    public void Remove(LiveConnection connection)
    {
        _connections.TryRemove(connection, out _);
        Interlocked.Decrement(ref _count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var (connection, _) in _connections)
                {
                    connection.Beat();
                }

                ids.Forget();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }
}
