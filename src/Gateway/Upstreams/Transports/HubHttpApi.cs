namespace Gateway.Upstreams.Transports;

/// <summary>One hub's own HTTP API, as clients are let through to it.</summary>
/// <param name="Root">What paths are below; ends in a slash. It may hold a key: nobody prints more than its authority.</param>
/// <param name="Redaction">Takes the hub's credentials out of what it says.</param>
internal sealed record HubHttpApi(Uri Root, TokenRedaction Redaction)
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Stars the same credentials out of texts that come in pieces.</summary>
    public HubHttpMask Mask { get; } = new(Redaction.Secrets);

    /// <summary>What an empty path stands for. Default: the root.</summary>
    public Uri Whole { get; init; } = Root;

    /// <summary>The credentials, and whatever else each request must say.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The first part of every path; empty: any.</summary>
    public string First { get; init; } = "";

    /// <summary>Names that a query must not have, because the hub takes credentials from them. Whatever their case.</summary>
    public IReadOnlySet<string> OwnQuery { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Paths that would end the gateway's own access. Whatever their case.</summary>
    public IReadOnlySet<string> OwnPaths { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>False where the hub takes credentials from a form's fields too. Default true.</summary>
    public bool TakesForms { get; init; } = true;

    /// <summary>False where a body at the API's root holds several calls, which nobody would look at one by one. Default true.</summary>
    public bool TakesBatches { get; init; } = true;

    /// <summary>Makes what hides further secrets in an answer; none by default.</summary>
    public Func<HubHttpFilter>? Filter { get; init; }

    /// <summary>Why a request cannot be let through, for people; null when it can.</summary>
    /// <param name="path">Normalised and percent-encoded.</param>
    /// <param name="query">Percent-encoded, without the question mark.</param>
    /// <param name="contentType">Of the request's body.</param>
    public string? FaultOf(string path, string query, string? contentType)
    {
        if (First.Length > 0 && !string.Equals(path, First, StringComparison.Ordinal) && !path.StartsWith(First + "/", StringComparison.Ordinal))
        {
            return $"Only paths below '{First}/' are passed through to this hub: write …/http/{First}/… .";
        }

        if (OwnPaths.Contains(path.TrimEnd('/')))
        {
            return $"'{path}' would end the gateway's own access to the hub.";
        }

        if (!TakesBatches && contentType is not null && path.Trim('/').Length == 0)
        {
            return "A batch may hold a call that ends the gateway's own access. Send it as the command 'callBatch', where each call is looked at.";
        }

        if (!TakesForms && contentType?.Contains("form-urlencoded", StringComparison.OrdinalIgnoreCase) == true)
        {
            return "This hub takes credentials from the fields of such a form too; send the body as JSON.";
        }

        return query.Split('&', ';').Select(NameOf).FirstOrDefault(OwnQuery.Contains) is { } name
            ? $"The query must not have '{name}': the gateway adds the hub's credentials itself."
            : null;
    }

    /// <summary>The address that is sent, exactly.</summary>
    /// <exception cref="InvalidOperationException">It would be outside the API; nothing that <see cref="FaultOf"/> lets through is.</exception>
    public Uri UrlOf(string path, string query)
    {
        var place = path.Length == 0 ? Whole.AbsoluteUri : Root.AbsoluteUri + path;
        var url = new Uri(query.Length == 0 ? place : $"{place}?{query}", in AsItIs);
        var isInside = string.Equals(url.Scheme, Root.Scheme, StringComparison.Ordinal)
            && string.Equals(url.Authority, Root.Authority, StringComparison.Ordinal)
            && url.UserInfo.Length == 0
            && (path.Length == 0 || string.Equals(url.AbsolutePath, Root.AbsolutePath + path, StringComparison.Ordinal));
        return isInside ? url : throw new InvalidOperationException("A path led out of the hub's API.");
    }

    /// <summary>A parameter's name as the frameworks of hubs read it: decoded, and without the brackets of lists.</summary>
    private static string NameOf(string parameter)
    {
        var name = Uri.UnescapeDataString(parameter.Split('=')[0].Replace('+', ' '));
        return name.Split('[', ']').FirstOrDefault(static part => !string.IsNullOrWhiteSpace(part), "").Trim();
    }
}
