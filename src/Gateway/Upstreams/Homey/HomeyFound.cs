namespace Gateway.Upstreams.Homey;

/// <summary>A Homey that answered.</summary>
/// <param name="Address">Where.</param>
/// <param name="HomeyId">Its own id.</param>
/// <param name="Version">Its firmware's version; null when it does not tell.</param>
/// <param name="RoundTrip">How long it took to answer.</param>
internal sealed record HomeyFound(HomeyAddress Address, string HomeyId, string? Version, TimeSpan RoundTrip)
{
    /// <summary>Below its address, whatever path that has.</summary>
    public Uri Url(string path) => new($"{Address.Url.AbsoluteUri.TrimEnd('/')}{path}");
}

/// <summary>What became of looking for a Homey: it was found, or why not.</summary>
internal sealed record HomeyFinding(HomeyFound? Found, DisconnectReason? Reason)
{
    /// <summary>Whether it has said that it is the wanted one. Else only the login can tell, and any other way is better.</summary>
    public bool IsProven { get; init; } = true;

    /// <summary>No other way needs to be looked at.</summary>
    public bool IsDecided => (Found is not null && IsProven) || Reason is { IsFinal: true };

    public static HomeyFinding Failed(DisconnectReason reason) => new(null, reason);
}
