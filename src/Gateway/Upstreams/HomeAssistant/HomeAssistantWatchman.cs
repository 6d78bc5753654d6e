using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Watches over a session: pings a silent hub and drops it when nothing comes back, and asks a starting hub until it runs.
/// Any inbound frame counts as life.
/// </summary>
internal sealed class HomeAssistantWatchman(
    UpstreamSocket socket,
    HomeAssistantOutbox outbox,
    HomeAssistantOptions options,
    HomeAssistantHandshake handshake,
    UpstreamStatus status,
    TimeProvider time,
    HomeAssistantSessionLog log)
{
    private const string Running = "RUNNING";
    private static readonly TimeSpan StateInterval = TimeSpan.FromSeconds(2);
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why the session was dropped, when it was dropped here.</summary>
    public DisconnectReason? Verdict { get; private set; }

    /// <summary>What clients are told while the hub is not running.</summary>
    public string? Notice { get; private set; } = NoticeOf(handshake.RunState);

    public bool IsRunning => Notice is null;

    /// <summary>Completes with true once the hub runs, with false when the session ends first.</summary>
    public async Task<bool> UntilRunningAsync(CancellationToken cancellationToken)
    {
        if (!IsRunning)
        {
            await _running.Task.WaitAsync(cancellationToken);
        }

        return IsRunning;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        status.RoundTrip(handshake.RoundTrip);
        try
        {
            await Task.WhenAll(WatchSilenceAsync(cancellationToken), WatchStartAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session is over.
        }
        finally
        {
            _running.TrySetResult();
        }
    }

    private async Task WatchSilenceAsync(CancellationToken cancellationToken)
    {
        while (Verdict is null)
        {
            var left = options.PingAfter - socket.Silence;
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, time, cancellationToken);
            }
            else
            {
                await PingAsync(cancellationToken);
            }
        }
    }

    private async Task PingAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(options.PingTimeout, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await outbox.AskAsync(new HomeAssistantRequest("ping"), patience.Token);
        if (reply.Kind == UpstreamReplyKind.Full)
        {
            // What already waits for the socket serves as the ping: a hub that lives reads it, or sends something.
            await Task.Delay(options.PingTimeout, time, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var elapsed = time.GetElapsedTime(started);
        if (reply.Kind == UpstreamReplyKind.Yes)
        {
            status.RoundTrip(elapsed);
        }
        else if (socket.Silence >= elapsed)
        {
            Verdict = DisconnectReason.Silent(socket.Silence);
            socket.Abort();
        }
    }

    private async Task WatchStartAsync(CancellationToken cancellationToken)
    {
        if (IsRunning)
        {
            return;
        }

        log.Starting(handshake.RunState);
        while (!IsRunning)
        {
            await Task.Delay(StateInterval, time, cancellationToken);
            using var limit = new CancellationTokenSource(options.PingTimeout, time);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            var reply = await outbox.AskAsync(new HomeAssistantRequest("get_config"), patience.Token);
            if (reply.Kind is UpstreamReplyKind.Yes or UpstreamReplyKind.No)
            {
                Notice = NoticeOf(HomeAssistantPayload.ReadConfig(reply.Json.Span).State);
                status.Notice(Notice);
            }
        }

        log.Running();
        _running.TrySetResult();
    }

    private static string? NoticeOf(string state) => string.Equals(state, Running, StringComparison.Ordinal)
        ? null
        : $"Home Assistant is {state}: states are shown, triggers and service calls wait until it is RUNNING.";
}
