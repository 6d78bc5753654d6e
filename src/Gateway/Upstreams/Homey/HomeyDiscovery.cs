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
        Task<HomeyFinding>[] probes = [.. addresses.Select(address => ProbeAsync(address, rest.Token))];
        try
        {
            return await BestAsync(addresses, probes);
        }
        finally
        {
            await rest.CancelAsync();
            await ((Task)Task.WhenAll(probes)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<HomeyFinding> BestAsync(HomeyAddress[] addresses, Task<HomeyFinding>[] probes)
    {
        var refusals = new Dictionary<Uri, DisconnectReason>();
        foreach (var probe in probes)
        {
            // In the order of their worth, not of their answers: a better way is waited for, at most its own short time.
            var finding = await probe;
            if (finding.Found is { } found)
            {
                // Whoever answers first without being asked by name is the one that is meant from now on.
                _homeyId ??= found.HomeyId;
                return finding;
            }

            if (finding.Reason!.IsFinal)
            {
                return finding;
            }

            refusals[addresses[Array.IndexOf(probes, probe)].Url] = finding.Reason;
        }

        var reason = refusals[options.Url];
        return HomeyFinding.Failed(refusals.Count == 1
            ? reason
            : reason with { Message = $"{reason.Message} Nor was it found at {string.Join(", ", refusals.Keys.Where(url => url != options.Url).Select(static url => url.GetLeftPart(UriPartial.Authority)))}." });
    }

    private async Task<HomeyFinding> ProbeAsync(HomeyAddress address, CancellationToken cancellationToken)
    {
        var asked = time.GetTimestamp();
        var answer = await http.SendAsync(HomeyProbe.Request(address, _homeyId), cancellationToken);
        return HomeyProbe.Judge(answer, address, _homeyId, time.GetElapsedTime(asked), options.Token!);
    }
}
