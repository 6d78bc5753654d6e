using Gateway.Upstreams.SocketIO;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Watches over what pings do not reach: whether the hub's API still answers, and whether events still come. Both have been seen
/// to stop while the connection stood.
/// </summary>
internal sealed class HomeyWatchman(
    SocketIOConnection connection,
    HomeyCalls calls,
    HomeyLister lister,
    HomeyUris uris,
    HomeyReader reader,
    HomeyOptions options,
    UpstreamStatus status,
    TimeProvider time,
    HomeySessionLog log)
{
    /// <summary>A house at night may well be that quiet; so the silence itself proves nothing and the devices are looked at.</summary>
    private static readonly TimeSpan QuietAfter = TimeSpan.FromMinutes(10);

    /// <summary>An event that is just on its way explains a difference.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private long _looked = time.GetTimestamp();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(options.ProbeInterval, time, cancellationToken);
                await ProbeAsync();
                if (reader.Quiet >= QuietAfter && time.GetElapsedTime(_looked) >= QuietAfter && uris.Any)
                {
                    _looked = time.GetTimestamp();
                    await LookAsync(cancellationToken);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session ends.
        }
    }

    private async Task ProbeAsync()
    {
        var asked = time.GetTimestamp();
        var reply = await calls.ProbeAsync();
        if (reply.Kind == UpstreamReplyKind.Yes)
        {
            // A no is an answer, too: the token may not be allowed to know.
            status.RoundTrip(time.GetElapsedTime(asked));
        }
        else if (reply.Kind == UpstreamReplyKind.TimedOut)
        {
            connection.Abort(HomeyReasons.ApiSilent(HomeyCalls.AnswerTimeout));
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var listing = await lister.ListAsync();
        if (listing.Changes == 0)
        {
            return;
        }

        log.Differences(listing.Changes);
        var events = reader.Events;
        await Task.Delay(Grace, time, cancellationToken);
        if (reader.Events == events)
        {
            connection.Abort(HomeyReasons.EventsStopped(listing.Changes));
        }
    }
}
