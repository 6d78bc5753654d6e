using Gateway.Subscriptions;

namespace Gateway.Upstreams;

/// <summary>The loop, the same for every kind: open, ask again, read to the end, wait, again.</summary>
internal sealed class UpstreamWorker(
    IUpstreamConnector connector, UpstreamLink link, HubSubscriptions subscriptions, UpstreamStatus status, Backoff backoff, TimeProvider time, ILogger<UpstreamWorker> logger)
{
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(5);
    private readonly UpstreamWorkerLog _log = new(logger, subscriptions.Stream.Hub);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var reconnect = link.ReconnectRequested;
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, reconnect);
            var reason = await RunSessionAsync(ending.Token);
            if (stoppingToken.IsCancellationRequested || reconnect.IsCancellationRequested)
            {
                continue;
            }

            var delay = reason.IsFinal ? Timeout.InfiniteTimeSpan : backoff.Next();
            Announce(reason, delay);
            await Task.Delay(delay, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<DisconnectReason> RunSessionAsync(CancellationToken cancellationToken)
    {
        status.Connecting();
        try
        {
            var opening = await connector.OpenAsync(cancellationToken);
            return opening.IsOpen ? await ReadToEndAsync(opening.Session, cancellationToken) : opening.Reason;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return DisconnectReason.ReconnectRequested;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            return DisconnectReason.Internal;
        }
    }

    private async Task<DisconnectReason> ReadToEndAsync(IUpstreamSession session, CancellationToken cancellationToken)
    {
        await using (session)
        {
            var opened = time.GetTimestamp();
            var framesBefore = session.FramesRead;
            var reading = session.ReadAsync(cancellationToken);
            link.Session = session;
            status.Opened(session.Version, session.Notice);
            subscriptions.SessionOpened();
            _log.Opened(session.Version);
            try
            {
                return await reading;
            }
            finally
            {
                link.Session = null;
                subscriptions.SessionClosed();

                // A hub that lets us in and throws us out at once must not be asked every second.
                if (session.FramesRead > framesBefore && time.GetElapsedTime(opened) > HealthyAfter)
                {
                    backoff.Reset();
                }
            }
        }
    }

    private void Announce(DisconnectReason reason, TimeSpan delay)
    {
        if (reason.IsFinal)
        {
            status.Refused(reason);
            _log.Refused(reason);
        }
        else
        {
            status.Retrying(reason, delay);
            _log.Retrying(reason, delay);
        }
    }
}
