using System.Threading.Channels;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// The topic of all devices, in one session: holds the URI of every device that the hub lists, and follows devices that come
/// and go. A device that refuses does not spoil the others: it is named in the hub's status and asked again with back-off.
/// One loop does all of it; who asks waits for the loop's next round.
/// </summary>
internal sealed class HomeyHouse(HomeyUris uris, HomeyLister lister, UpstreamStatus status, TimeProvider time, HomeySessionLog log)
{
    private const int NamedDevices = 3;

    /// <summary>Lists in one round: every one but the last showed devices that were new.</summary>
    private const int MaxLists = 5;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _refused = new(StringComparer.Ordinal);
    private TaskCompletionSource<WatchOutcome>? _asked;
    private volatile bool _isWanted;
    private bool _hasManager;
    private bool _isListDue;
    private int _retries;

    /// <summary>Which devices the hub refuses to tell of, for people; null when none.</summary>
    public string? Notice { get; private set; }

    public Task<WatchOutcome> WatchAsync(CancellationToken cancellationToken) => AskAsync(isWanted: true, cancellationToken);

    public Task UnwatchAsync(CancellationToken cancellationToken) => AskAsync(isWanted: false, cancellationToken);

    /// <summary>A device may have come or gone.</summary>
    public void Look() => _looks.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await UntilLookAsync(cancellationToken))
            {
                var asked = Interlocked.Exchange(ref _asked, null);
                var outcome = _isWanted ? await LookAsync(isAsked: asked is not null) : await LeaveAsync();
                asked?.TrySetResult(outcome);
            }
        }
        finally
        {
            _looks.Writer.TryComplete();
            Interlocked.Exchange(ref _asked, null)?.TrySetResult(WatchOutcome.Away);
        }
    }

    private Task<WatchOutcome> AskAsync(bool isWanted, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource<WatchOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _isWanted = isWanted;
        _asked = asked;
        if (!_looks.Writer.TryWrite(true))
        {
            asked.TrySetResult(WatchOutcome.Away);
        }

        return asked.Task.WaitAsync(cancellationToken);
    }

    /// <summary>False when the session ends.</summary>
    private async Task<bool> UntilLookAsync(CancellationToken cancellationToken)
    {
        using var due = new CancellationTokenSource(RetryDelay(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await _looks.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _retries++;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return true;
    }

    private TimeSpan RetryDelay() => _isWanted && (_isListDue || _refused.Count > 0)
        ? TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(_retries, 16)))
        : Timeout.InfiniteTimeSpan;

    private async Task<WatchOutcome> LookAsync(bool isAsked)
    {
        var outcome = await TakeAllAsync();
        if (isAsked && !outcome.IsLive)
        {
            // Whoever asked hears so and asks again by his own clock; until then nothing is his.
            _isWanted = false;
            await LeaveAsync();
            return outcome;
        }

        _isListDue = outcome.Refusal is not null;
        if (!_isListDue && _refused.Count == 0)
        {
            _retries = 0;
        }

        Tell();
        return outcome;
    }

    private async Task<WatchOutcome> TakeAllAsync()
    {
        if (!_hasManager)
        {
            var manager = await uris.AcquireAsync(HomeyTopics.DevicesManager, CancellationToken.None);
            if (!manager.IsLive)
            {
                return manager;
            }

            _hasManager = true;
        }

        _refused.Clear();
        for (var lists = 0; lists < MaxLists; lists++)
        {
            var listing = await lister.ListAsync();
            if (!listing.Outcome.IsLive)
            {
                return listing.Outcome;
            }

            await ReleaseAsync(_held.Except(listing.Ids, StringComparer.Ordinal));
            var missing = listing.Ids.Where(id => !_held.Contains(id) && !_refused.ContainsKey(id)).ToArray();
            if (missing.Length == 0)
            {
                break;
            }

            // What a device had meanwhile is in the next list only.
            if (!await HoldAsync(missing))
            {
                return WatchOutcome.Away;
            }
        }

        return _held.Count == 0 && _refused.Count > 0 ? WatchOutcome.Refused(_refused.First().Value) : WatchOutcome.Live;
    }

    /// <summary>False when the session has ended.</summary>
    private async Task<bool> HoldAsync(string[] ids)
    {
        var outcomes = await Task.WhenAll(ids.Select(id => uris.AcquireAsync(HomeyTopics.DevicePrefix + id, CancellationToken.None)));
        foreach (var (id, outcome) in ids.Zip(outcomes))
        {
            if (outcome.IsLive)
            {
                _held.Add(id);
            }
            else if (outcome.Refusal is { } refusal)
            {
                _refused[id] = refusal;
            }
        }

        return outcomes.All(static outcome => outcome.IsLive || outcome.Refusal is not null);
    }

    private async Task<WatchOutcome> LeaveAsync()
    {
        await ReleaseAsync(_held);
        if (_hasManager)
        {
            _hasManager = false;
            await uris.ReleaseAsync(HomeyTopics.DevicesManager);
        }

        _refused.Clear();
        _retries = 0;
        Tell();
        return WatchOutcome.Away;
    }

    private async Task ReleaseAsync(IEnumerable<string> ids)
    {
        string[] leaving = [.. ids];
        _held.ExceptWith(leaving);
        await Task.WhenAll(leaving.Select(id => uris.ReleaseAsync(HomeyTopics.DevicePrefix + id)));
    }

    private void Tell()
    {
        var named = _refused.Take(NamedDevices).Select(static row => $"'{HomeyTopics.DevicePrefix}{row.Key}' ({row.Value})");
        var notice = _refused.Count == 0
            ? null
            : $"The hub refused {_refused.Count} of {_refused.Count + _held.Count} devices, asked again with back-off: "
                + string.Join(", ", named) + (_refused.Count > NamedDevices ? ", …" : "");
        if (!string.Equals(notice, Notice, StringComparison.Ordinal))
        {
            Notice = notice;
            log.DevicesRefused(notice);
            status.Notice(notice);
        }
    }
}
