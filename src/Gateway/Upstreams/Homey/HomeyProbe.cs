using System.Net;
using Gateway.Configuration;
using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Homey;

/// <summary>
/// Reads the answer to <c>GET /api/manager/system/ping</c>, which needs no login (homey-api 3.20.0): is it a Homey, and the one
/// that is wanted.
/// </summary>
internal static class HomeyProbe
{
    private const string IdHeader = "X-Homey-ID";
    private const string VersionHeader = "X-Homey-Version";
    private const int MaxVersion = 64;

    /// <summary>A slow answer is still one; how long a way is preferred is another matter.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static HubHttpRequest Request(HomeyAddress address, string? homeyId)
    {
        var url = $"{address.Url.AbsoluteUri.TrimEnd('/')}/api/manager/system/ping{(homeyId is null ? "" : $"?id={homeyId}")}";
        return new HubHttpRequest(HttpMethod.Get, new Uri(url))
        {
            Headers = homeyId is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { [IdHeader] = homeyId },
            Timeout = Limit,
            IsProbe = true,
        };
    }

    /// <summary>Whether another Homey than the wanted one has put its id on the answer.</summary>
    public static bool IsOfAnother(HubHttpAnswer answer, string? homeyId) =>
        homeyId is not null && answer.Headers.TryGetValue(IdHeader, out var id) && !string.Equals(id, homeyId, StringComparison.OrdinalIgnoreCase);

    /// <param name="homeyId">The wanted one's id; null: any.</param>
    public static HomeyFinding Judge(HubHttpAnswer answer, HomeyAddress address, string? homeyId, TimeSpan roundTrip, Secret token)
    {
        var place = address.Url.GetLeftPart(UriPartial.Authority);
        if (!answer.IsAnswered)
        {
            return HomeyFinding.Failed(answer.Failure.Reason);
        }

        if (answer.Status == HttpStatusCode.Forbidden)
        {
            var error = HomeyError.OfHttp(HttpStatusCode.Forbidden, answer.Body.Span, token);
            return HomeyFinding.Failed(IsTerminal(answer.Body.Span)
                ? HomeyReasons.Inactive(error.Words)
                : DisconnectReason.NotTheHub($"{place} answered the probe with {error.Words}. Is something else in front of the Homey?"));
        }

        if (!answer.IsSuccess)
        {
            return HomeyFinding.Failed(DisconnectReason.NotTheHub(
                $"{place} answered the probe with HTTP {(int)answer.Status}, as a Homey does not. Is 'Url' the Homey's own address?"));
        }

        answer.Headers.TryGetValue(IdHeader, out var id);
        if (answer.Body.Span.SequenceEqual("false"u8) || IsOfAnother(answer, homeyId))
        {
            return HomeyFinding.Failed(DisconnectReason.NotTheHub(
                $"At {place} is another Homey{(id is not null && HomeyAddress.IsId(id) ? $" (id {id})" : "")} than the wanted {homeyId ?? "one"}. It was told nothing. Correct 'Url', or 'HomeyId' if it was replaced."));
        }

        var found = id ?? homeyId;
        return found is null || !HomeyAddress.IsId(found)
            ? HomeyFinding.Failed(DisconnectReason.NotTheHub(
                $"{place} answered the probe, but not with the header {IdHeader} of a Homey. Is 'Url' the Homey's own address? If so, give its id as 'HomeyId'."))
            : new HomeyFinding(new HomeyFound(address, found, VersionOf(answer), roundTrip), null);
    }

    /// <summary>As in the vendor's own client: these two are answers of Athom, which no other way to the Homey changes.</summary>
    private static bool IsTerminal(ReadOnlySpan<byte> body) =>
        body.IndexOf("Subscription Inactive"u8) >= 0 || body.IndexOf("Invalid Serial Number"u8) >= 0;

    private static string? VersionOf(HubHttpAnswer answer) =>
        answer.Headers.TryGetValue(VersionHeader, out var version) && version.Length is > 0 and <= MaxVersion ? version : null;
}
