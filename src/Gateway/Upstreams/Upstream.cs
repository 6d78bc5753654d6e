using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>One configured hub with its running worker; replaced when its entry changed.</summary>
internal sealed class Upstream(
    UpstreamOptions options, IUpstreamConnector connector, HubSubscriptions subscriptions, UpstreamStatus status, UpstreamLink link, UpstreamWorker worker)
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private bool _wasStarted;

    public UpstreamOptions Options => options;

    public IUpstreamConnector Connector => connector;

    public HubSubscriptions Subscriptions => subscriptions;

    public UpstreamLink Link => link;

    /// <summary>Whether its worker has ended although nobody told it to.</summary>
    public bool HasFailed => _wasStarted && _running.IsCompleted && !_stopping.IsCancellationRequested;

    public void Start()
    {
        if (options.Enabled)
        {
            _running = worker.RunAsync(_stopping.Token);
            _wasStarted = true;
        }
        else
        {
            status.Stopped("The hub is switched off in the configuration ('Enabled': false).");
        }
    }

    /// <summary>Ends the session; the hub's subscriptions stay and wait. May be called again: a host can be stopped twice at once.</summary>
    public async Task StopAsync(string reason)
    {
        await _stopping.CancelAsync();

        // A kind whose commands outlive its sessions ends them here: what the entry allowed ends with it.
        if (connector is IAsyncDisposable lasting)
        {
            await lasting.DisposeAsync();
        }

        await _running;
        status.Stopped(reason);
    }
}
