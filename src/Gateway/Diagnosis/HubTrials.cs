using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Settings;
using Gateway.Upstreams;
using Gateway.Upstreams.Deconz;
using Gateway.Upstreams.Transports;

namespace Gateway.Diagnosis;

/// <inheritdoc cref="IHubTrials"/>
internal sealed class HubTrials(UpstreamKinds kinds, UpstreamFactory factory, HubHttpFactory http, IHostApplicationLifetime lifetime, TimeProvider time) : IHubTrials
{
    private readonly Lock _gate = new();

    /// <summary>Who is at work in which place. Each place has HTTP connections of its own, so that no trial takes another's certificate for its own.</summary>
    private readonly string?[] _places = new string?[8];

    public Task<HubDiagnosis?> TestAsync(HubEntry entry, string caller, CancellationToken cancellationToken) => RunAsync(caller, async (place, token) =>
    {
        var options = kinds.Read(entry, new ConfigurationFaults()) with { Hub = place };
        var diagnosis = await HubDiagnoses.ExamineAsync(options, new ConfigurationFaults(), factory, time, useCredentials: true, token);
        HubDiagnosis? shown = Clean(diagnosis, place, entry) with { Hub = entry.Hub };
        return shown;
    }, cancellationToken);

    public Task<PairingAnswer?> PairAsync(HubEntry entry, string caller, CancellationToken cancellationToken) => RunAsync(caller, async (place, token) =>
    {
        var options = kinds.Read(entry, new ConfigurationFaults()) with { Hub = place };
        var answer = await new DeconzPairing(http.Create(options), options.Url, TextWriter.Null, time).AskOnceAsync(token);
        return (PairingAnswer?)new PairingAnswer(answer.Key, answer.Refusal, answer.IsAway);
    }, cancellationToken);

    /// <summary>What a hub or a proxy says may repeat what it was told; the token is out of it already.</summary>
    private static HubDiagnosis Clean(HubDiagnosis diagnosis, string place, HubEntry entry)
    {
        var redactions = entry.Secrets.Values.Where(static secret => secret.Length >= TokenRedaction.ShortestSecret).OrderByDescending(static secret => secret.Length)
            .Select(static secret => new TokenRedaction(new Secret(secret))).ToArray();
        return diagnosis with
        {
            Advice = Of(diagnosis.Advice),
            Steps = [.. diagnosis.Steps.Select(step => step with { Detail = Of(step.Detail), Cure = step.Cure is { } cure ? Of(cure) : null })],
        };

        // The place is nobody's name but ours.
        string Of(string words) => redactions.Aggregate(words.Replace(place, entry.Hub, StringComparison.Ordinal), static (clean, redaction) => redaction.Clean(clean));
    }

    private async Task<T?> RunAsync<T>(string caller, Func<string, CancellationToken, Task<T?>> work, CancellationToken cancellationToken)
        where T : class
    {
        if (Take(caller) is not { } place)
        {
            return null;
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, cancellationToken);

            // No hub's id has a slash.
            return await work($"trial/{place}", either.Token);
        }
        finally
        {
            lock (_gate)
            {
                _places[place] = null;
            }
        }
    }

    private int? Take(string caller)
    {
        lock (_gate)
        {
            var free = Array.IndexOf(_places, null);
            if (free < 0 || _places.Contains(caller, StringComparer.Ordinal))
            {
                return null;
            }

            _places[free] = caller;
            return free;
        }
    }
}
