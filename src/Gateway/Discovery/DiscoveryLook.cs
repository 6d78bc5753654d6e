namespace Gateway.Discovery;

/// <summary>What a search found.</summary>
/// <param name="SearchedAt">When it began, UTC.</param>
/// <param name="Found">At most <see cref="DiscoverySearch.MaxOfKind"/> of each kind.</param>
internal sealed record DiscoveryLook(DateTimeOffset SearchedAt, IReadOnlyList<DiscoveryFinding> Found);
