using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>
/// The end of the gateway as its clients see it: the hubs are left and clients told so, what waits for each goes out, and then the
/// connections are closed; all within <see cref="Limit"/>. Clients that come back later resume where they were, or are told that they cannot.
/// </summary>
internal sealed partial class Farewell(ClientDirectory clients, SubscriptionRegistry registry, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<Farewell> logger)
    : IHostedService, IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>A hub that does not answer to our goodbye must not cost clients what they still have to get.</summary>
    private static readonly TimeSpan HubsLimit = TimeSpan.FromSeconds(2.5);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _closing = new();
    private CancellationTokenRegistration _registration;
    private Task _running = Task.CompletedTask;

    /// <summary>Cancelled when connections are to be closed: the host's own token comes before clients have been told anything.</summary>
    public CancellationToken Closing => _closing.Token;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _registration = lifetime.ApplicationStopping.UnsafeRegister(_ => _running = RunAsync(), null);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host's own patience has ended first; it goes on without.
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        // The host's stopping goes on meanwhile, whatever stands still here.
        await Task.Yield();
        try
        {
            await TakeLeaveAsync();
        }
        finally
        {
            await _closing.CancelAsync();
        }
    }

    private async Task TakeLeaveAsync()
    {
        var began = time.GetTimestamp();
        clients.Close();
        var connected = clients.All.Count;
        await UntilAsync(() => registry.Moving.All(static hub => hub.Status().State == HubState.Stopped), began, HubsLimit);
        await UntilAsync(IsFlushed, began, Limit);

        // Once more: a message that was just taken from its queue may not be on its way yet.
        await Task.Delay(Step, time, CancellationToken.None);
        if (await UntilAsync(IsFlushed, began, Limit))
        {
            LogTold(logger, connected, time.GetElapsedTime(began).TotalSeconds);
        }
        else
        {
            LogSlow(logger, clients.All.Count(static client => !client.IsIdle), Limit.TotalSeconds);
        }
    }

    private bool IsFlushed() => clients.All.All(static client => client.IsIdle);

    /// <summary>Whether it came true in time.</summary>
    private async Task<bool> UntilAsync(Func<bool> condition, long began, TimeSpan limit)
    {
        while (!condition())
        {
            if (time.GetElapsedTime(began) >= limit)
            {
                return false;
            }

            await Task.Delay(Step, time, CancellationToken.None);
        }

        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The gateway stops: {Clients} clients have been told and have everything, after {Seconds:0.0} s.")]
    private static partial void LogTold(ILogger logger, int clients, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway stops: {Clients} clients did not take what waited for them within {Seconds:0} s and are cut off.")]
    private static partial void LogSlow(ILogger logger, int clients, double seconds);
}
