using Gateway.Discovery;

namespace Gateway.Api;

/// <summary>Which hubs there seem to be in the house.</summary>
internal static class DiscoveryEndpoints
{
    public static void MapDiscovery(this IEndpointRouteBuilder api) =>
        api.MapGet("/discovery", LookAsync)
            .WithTags("Hubs").WithName("DiscoverHubs")
            .WithSummary("Looks around the local network for hubs, 3 s at most and at most once in 10 s, and suggests what it found; nothing is dialled or joined. Needs the scope 'admin', or, where no key is needed, a request from this machine.")
            .Produces<DiscoveryAnswer>().MayAnswer();

    private static async Task<IResult> LookAsync(HttpContext context, HubDiscovery discovery)
    {
        if (OwnerRule.Refuse(context) is { } refusal)
        {
            return refusal;
        }

        var look = await discovery.LookAsync(context.RequestAborted);
        return Results.Ok(new DiscoveryAnswer(discovery.IsEnabled, look?.SearchedAt, [.. look?.Found.Select(finding => DiscoveredHub.Of(finding, discovery.IsConfigured(finding))) ?? []]));
    }
}

/// <summary>What a look around the network gave.</summary>
/// <param name="Enabled">Whether it may be looked at: <c>Discovery:Enabled</c>.</param>
/// <param name="SearchedAt">When the look began, UTC; not there where it may not be.</param>
/// <param name="Found">At most 50.</param>
internal sealed record DiscoveryAnswer(bool Enabled, DateTimeOffset? SearchedAt, IReadOnlyList<DiscoveredHub> Found);

/// <summary>A hub that seems to be there. It says so itself, and anything on the network could: look at the address before you give it a token.</summary>
/// <param name="Kind">As the configuration names kinds.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Url">Its address, for <c>Url</c>.</param>
/// <param name="By">How it was found: <c>mdns</c> or <c>deconz</c>.</param>
/// <param name="Configured">Whether a configured hub has this address, or another name of it.</param>
/// <param name="Version">Its software's, where it tells it.</param>
internal sealed record DiscoveredHub(string Kind, string Name, string Url, string By, bool Configured, string? Version)
{
    public static DiscoveredHub Of(DiscoveryFinding finding, bool isConfigured) =>
        new(finding.Kind, finding.Name, finding.Url.ToString().TrimEnd('/'), finding.By, isConfigured, finding.Version);
}
