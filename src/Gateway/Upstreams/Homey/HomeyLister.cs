using System.Text;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Asks the hub for its list of devices and makes good what clients were shown. Who asks while a list is under way waits for
/// the next one together with all others, since the one under way may be older than what he needs. Thread-safe.
/// </summary>
internal sealed class HomeyLister(HomeyCalls calls, HomeyUris uris, HomeyFeed feed, HomeySessionLog log)
{
    private readonly Lock _gate = new();
    private Task _current = Task.CompletedTask;
    private Task<HomeyListing>? _next;

    /// <summary>Returns when the list has been compared and every difference been appended.</summary>
    public Task<HomeyListing> ListAsync()
    {
        lock (_gate)
        {
            return _next ??= ListAfterAsync(_current);
        }
    }

    private async Task<HomeyListing> ListAfterAsync(Task current)
    {
        await Task.Yield();
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _current = _next!;
            _next = null;
        }

        long since, accepted;
        using (feed.Stream.Enter())
        {
            since = feed.Stream.Cursor.Sequence;
            accepted = uris.Accepted;
        }

        var reply = await calls.ListDevicesAsync();
        if (!reply.IsYes)
        {
            return new HomeyListing(reply.ToWatchOutcome(HomeyCalls.ListTimeout), [], 0);
        }

        if (HomeyDeviceList.Read(reply.Ack!.Result) is not { } list)
        {
            return new HomeyListing(WatchOutcome.Refused("The Homey's list of devices is no list of devices."), [], 0);
        }

        log.LeftOut(list.LeftOut);
        var changes = feed.Devices.Apply(list, id => uris.IsAcceptedBy(Encoding.UTF8.GetBytes(HomeyTopics.DevicePrefix + id), accepted), since);
        return new HomeyListing(WatchOutcome.Live, [.. list.Devices.Keys], changes);
    }
}

/// <summary>What became of asking for the list.</summary>
/// <param name="Outcome">Live, or why there is no list.</param>
/// <param name="Ids">The devices' ids.</param>
/// <param name="Changes">How much of what clients were shown differed.</param>
internal sealed record HomeyListing(WatchOutcome Outcome, IReadOnlyList<string> Ids, int Changes);
