using Microsoft.Extensions.Logging;

namespace Gateway.DemoHubs.Listening;

/// <summary>Starts, stops and restarts a demo hub, one change at a time, and owns the task it lives by.</summary>
internal sealed class HubLifecycle(DemoServer server, Action abortConnections, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Task _life = Task.CompletedTask;
    private bool _disposed;

    /// <summary>Cancelled when the hub is disposed.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>From now on a step every <paramref name="pace"/>; a frozen hub stands still. Call it once.</summary>
    public void Live(TimeProvider time, TimeSpan pace, Action step) => _life = HubLife.RunAsync(time, pace, server.Gate, step, logger, _ended.Token);

    /// <summary>Closes the listener and has every socket cut without a close frame.</summary>
    public Task KillAsync() => InTurnAsync(async () =>
    {
        var closing = server.CloseAsync();
        abortConnections();
        server.Gate.Unfreeze();
        await closing;
    });

    public Task StopAsync(Action closeConnections) => InTurnAsync(async () =>
    {
        closeConnections();
        await server.CloseAsync();
    });

    public async Task RestartAsync()
    {
        await KillAsync();
        await InTurnAsync(() => server.ListenAsync(CancellationToken.None));
    }

    /// <summary>Ends the life first, then the hub like <see cref="KillAsync"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _ended.CancelAsync();
        await _life;
        await KillAsync();
        await server.DisposeAsync();
        _turn.Dispose();
        _ended.Dispose();
    }

    private async Task InTurnAsync(Func<Task> change)
    {
        await _turn.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }
}
