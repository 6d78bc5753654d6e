using Gateway.Subscriptions;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams;

/// <summary>The loop, the same for every kind: open, ask again, read to the end, wait, again.</summary>
internal sealed class UpstreamWorker(
    IUpstreamConnector connector, UpstreamLink link, HubSubscriptions subscriptions, UpstreamStatus status, HubTraffic traffic, Backoff backoff, TimeProvider time, ILogger<UpstreamWorker> logger)
{
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(5);
    private readonly UpstreamWorkerLog _log = new(logger, subscriptions.Stream.Hub);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, link.ReconnectRequested);
            var delay = await TakeTurnAsync(ending.Token);
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, link.Commands?.Over ?? CancellationToken.None);
            await Task.Delay(delay, time, waiting.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (ending.IsCancellationRequested)
            {
                // Somebody is at work on the hub and should not have to wait out what failed before.
                backoff.Reset();
            }
        }

        link.Commands = null;
    }

    /// <summary>One session from the dialling to its end; answers how long to wait before the next.</summary>
    private async Task<TimeSpan> TakeTurnAsync(CancellationToken cancellationToken)
    {
        status.Connecting();
        subscriptions.SessionOpening();
        try
        {
            var opening = await connector.OpenAsync(cancellationToken);
            return opening.IsOpen ? await RunSessionAsync(opening.Session, cancellationToken) : Announce(opening.Reason, cancellationToken, opening.Commands);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            return Announce(DisconnectReason.Internal, cancellationToken);
        }
    }

    private async Task<TimeSpan> RunSessionAsync(IUpstreamSession session, CancellationToken cancellationToken)
    {
        await using (session)
        {
            var opened = time.GetTimestamp();
            var framesBefore = session.FramesRead;
            var reading = ReadToEndAsync(session, cancellationToken);

            // In this order: clients must not hear "online" while topics wait to be asked again.
            link.Session = session;
            link.Commands = null;
            subscriptions.SessionOpened(session);
            status.Opened(session.Version, session.Notice);
            _log.Opened(session.Version);
            var reason = await reading;

            // A hub that lets us in and throws us out at once must not be asked every second.
            if (session.FramesRead > framesBefore && time.GetElapsedTime(opened) > HealthyAfter)
            {
                backoff.Reset();
            }

            link.Session = null;
            subscriptions.SessionClosed();
            return Announce(reason, cancellationToken);
        }
    }

    private async Task<DisconnectReason> ReadToEndAsync(IUpstreamSession session, CancellationToken cancellationToken)
    {
        try
        {
            return await session.ReadAsync(cancellationToken);
        }
        catch (Exception exception)
        {
            _log.Failed(exception);
            return DisconnectReason.Internal;
        }
    }

    private TimeSpan Announce(DisconnectReason reason, CancellationToken cancellationToken, CommandsOnly? commands = null)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            status.Connecting();
            return TimeSpan.Zero;
        }

        traffic.Ended(reason);
        var delay = reason.IsFinal ? Timeout.InfiniteTimeSpan : backoff.Next();

        // Before it is said: who hears that commands go may send one at once.
        link.Commands = commands;
        if (reason.IsFinal)
        {
            status.Refused(reason);
            _log.Refused(reason);
        }
        else if (commands is not null)
        {
            status.WithoutEvents(reason, delay);
            _log.WithoutEvents(reason, delay);
        }
        else
        {
            status.Retrying(reason, delay);
            _log.Retrying(reason, delay);
        }

        return delay;
    }
}
