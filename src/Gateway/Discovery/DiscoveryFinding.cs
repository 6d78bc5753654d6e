namespace Gateway.Discovery;

/// <summary>A hub that seems to be on the network. Whatever announced it may lie: it is a suggestion, and nothing was sent to it but a question to all.</summary>
/// <param name="Kind">As the configuration names kinds.</param>
/// <param name="Name">What it calls itself; cut.</param>
/// <param name="Url">Its address.</param>
/// <param name="By"><c>mdns</c> or <c>deconz</c>.</param>
/// <param name="Version">Its software's, where it tells it; cut.</param>
internal sealed record DiscoveryFinding(string Kind, string Name, Uri Url, string By, string? Version = null)
{
    /// <summary>Every place by which the configuration may call it, as <see cref="PlaceOf(string, int)"/> writes them.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>Host and port, for comparing; null where the host is no name that anything could have.</summary>
    public static string? PlaceOf(Uri url)
    {
        try
        {
            return PlaceOf(url.IdnHost, url.Port);
        }
        catch (UriFormatException)
        {
            // An address can be one by its letters alone; whether its host can be written as DNS has names is found out here only.
            return null;
        }
    }

    /// <summary>Host and port, for comparing.</summary>
    public static string PlaceOf(string host, int port) => $"{host.Trim('[', ']').ToLowerInvariant()}:{port}";
}
