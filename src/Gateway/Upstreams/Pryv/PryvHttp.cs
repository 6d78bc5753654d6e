using Gateway.Upstreams.Transports;

namespace Gateway.Upstreams.Pryv;

/// <summary>
/// A Pryv account's HTTP API: the bare token as <c>Authorization</c>. The server would also take credentials from the query, and
/// from the fields <c>_auth</c> and <c>_method</c> of forms.
/// </summary>
internal static class PryvHttp
{
    public static HubHttpApi Of(PryvAccount account, TokenRedaction redaction) => new(account.Api, redaction)
    {
        Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = account.Token.Reveal() },
        OwnQuery = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "auth", "_auth", "access_token", "readToken" },
        OwnPaths = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "auth/logout" },
        TakesForms = false,
        TakesBatches = false,
    };
}
