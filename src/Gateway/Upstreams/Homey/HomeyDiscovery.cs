using System.Net;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Finds the Homey anew for every session, since its address changes and so does the network around it. All ways are tried at
/// once; TLS inside the house wins when it answers, else the first of the others in their order.
/// </summary>
internal sealed class HomeyDiscovery(UpstreamOptions options, HubHttp http, TimeProvider time)
{
    private string? _homeyId = options.Homey.HomeyId;

    /// <summary>Throws only for <paramref name="cancellationToken"/>.</summary>
    public async Task<HomeyFinding> FindAsync(CancellationToken cancellationToken)
    {
        var addresses = HomeyAddress.All(options.Url, _homeyId, options.Homey).OrderBy(static address => address.Strategy).ToArray();
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        HomeyAttempt[] attempts = [.. addresses.Select(address => new HomeyAttempt(address, ProbeAsync(address, rest.Token)))];
        try
        {
            var finding = await InOrderAsync(attempts, rest.Token) ?? await FirstOfAsync(attempts);

            // Whoever answers first without being asked by name is the one that is meant from now on.
            _homeyId ??= finding.Found?.HomeyId;
            return finding;
        }
        finally
        {
            await rest.CancelAsync();
            await ((Task)Task.WhenAll(attempts.Select(static attempt => attempt.Probe))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A better way is waited for, each as long as it may take; null when none had answered in its time.</summary>
    private async Task<HomeyFinding?> InOrderAsync(HomeyAttempt[] attempts, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        foreach (var attempt in attempts)
        {
            var left = attempt.Address.ProbeTimeout - time.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
            {
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(attempt.Probe, Task.Delay(left, time, stop.Token));
                await stop.CancelAsync();
            }

            if (attempt.Probe.IsCompleted && (await attempt.Probe).IsDecided)
            {
                return await attempt.Probe;
            }
        }

        return null;
    }

    /// <summary>A slow Homey is better than none.</summary>
    private async Task<HomeyFinding> FirstOfAsync(HomeyAttempt[] attempts)
    {
        var pending = attempts.Select(static attempt => attempt.Probe).ToList();
        while (pending.Count > 0)
        {
            var first = await Task.WhenAny(pending);
            if ((await first).IsDecided)
            {
                return await first;
            }

            pending.Remove(first);
        }

        foreach (var attempt in attempts)
        {
            if ((await attempt.Probe).Found is not null)
            {
                return await attempt.Probe;
            }
        }

        var reason = (await attempts.First(attempt => attempt.Address.Url == options.Url).Probe).Reason!;
        var others = attempts.Where(attempt => attempt.Address.Url != options.Url).Select(static attempt => attempt.Address.Url.GetLeftPart(UriPartial.Authority));
        return HomeyFinding.Failed(attempts.Length == 1 ? reason : reason with { Message = $"{reason.Message} Nor was it found at {string.Join(", ", others)}." });
    }

    private async Task<HomeyFinding> ProbeAsync(HomeyAddress address, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var answer = await http.SendAsync(HomeyProbe.Request(address, _homeyId), cancellationToken);
        var roundTrip = time.GetElapsedTime(asked);
        return IsTakenAtItsWord(answer, address)
            ? new HomeyFinding(new HomeyFound(address, options.Homey.HomeyId!, null, roundTrip), null) { IsProven = false }
            : HomeyProbe.Judge(answer, address, _homeyId, roundTrip, options.Token!);
    }

    /// <summary>
    /// The question is there to learn the id and to choose among ways. Where the owner has given the id and this very address, a
    /// Homey that does not know the question can do without: the login says by itself when it is none.
    /// </summary>
    private bool IsTakenAtItsWord(HubHttpAnswer answer, HomeyAddress address) =>
        answer is { IsAnswered: true, Status: HttpStatusCode.NotFound }
        && options.Homey.HomeyId is { } homeyId && !HomeyProbe.IsOfAnother(answer, homeyId)
        && (address.Url == options.Url || options.Homey.Addresses.Contains(address.Url));
}

/// <summary>One way being tried.</summary>
internal sealed record HomeyAttempt(HomeyAddress Address, Task<HomeyFinding> Probe);
