using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api;

/// <summary>
/// Which headers go to a hub and which come back: those that describe the body, its kinds and its age. Everything else stays
/// behind, hop-by-hop ones (RFC 9110 7.6.1) with it: a list of what is dangerous would never be whole.
/// </summary>
internal static class HttpPassThroughHeaders
{
    /// <summary>A hub's page runs nothing, loads nothing and is not of our origin.</summary>
    private const string Policy = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly HashSet<string> Requested = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Accept, HeaderNames.AcceptLanguage, HeaderNames.CacheControl, HeaderNames.Pragma, HeaderNames.ContentType, HeaderNames.ContentEncoding,
        HeaderNames.ContentLanguage, HeaderNames.ContentDisposition, HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfModifiedSince,
        HeaderNames.IfUnmodifiedSince, HeaderNames.IfRange, HeaderNames.Range, "Last-Event-ID", "X-Speech-Content",
    };

    private static readonly HashSet<string> Answered = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.ContentType, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentDisposition, HeaderNames.ContentRange,
        HeaderNames.AcceptRanges, HeaderNames.Age, HeaderNames.Allow, HeaderNames.CacheControl, HeaderNames.Expires, HeaderNames.Pragma, HeaderNames.ETag,
        HeaderNames.LastModified, HeaderNames.RetryAfter, HeaderNames.Vary, "Server-Time", "API-Version", "X-Homey-ID", "X-Homey-Version",
    };

    /// <summary>What browsers would make part of a page of ours: scripts, workers, styles.</summary>
    private static readonly HashSet<string> PartsOfPages = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "worker", "sharedworker", "serviceworker", "audioworklet", "paintworklet", "style", "xslt", "manifest", "embed", "object",
    };

    /// <summary>Why a request cannot be passed through whatever its path, for people; null when it can.</summary>
    public static string? FaultOf(HttpRequest request)
    {
        // Some clients offer HTTP/2 this way with every request; that may be ignored.
        var upgrade = request.Headers.Upgrade.ToString();
        if (upgrade.Length > 0 && !string.Equals(upgrade, "h2c", StringComparison.OrdinalIgnoreCase))
        {
            return "Upgrades such as WebSockets are not passed through; events come over /live and …/events.";
        }

        var mayHaveBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
        return mayHaveBody && request.Method is ("GET" or "HEAD" or "OPTIONS") ? $"A {request.Method} has no body." : null;
    }

    /// <summary>Whether a browser asks for something that it would run or load as part of a page.</summary>
    public static bool IsPartOfPage(HttpRequest request) => PartsOfPages.Contains(request.Headers["Sec-Fetch-Dest"].ToString());

    /// <summary>Those of a request that go to the hub.</summary>
    /// <param name="request">The client's.</param>
    /// <param name="headers">What was taken.</param>
    /// <returns>What is wrong with one of them, for people; null when all is well.</returns>
    public static string? Take(HttpRequest request, out IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        // A header that the client names in Connection is for us alone; the server shows the names where 'close' or 'keep-alive' is not beside them.
        var own = request.Headers.Connection.ToString().Split(',', StringSplitOptions.TrimEntries);
        var taken = new List<KeyValuePair<string, string>>();
        headers = taken;
        foreach (var (name, values) in request.Headers)
        {
            if (Requested.Contains(name) && !own.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var value = values.ToString();
                if (!IsPlain(value))
                {
                    return $"The header '{name}' has characters beyond visible ASCII.";
                }

                taken.Add(KeyValuePair.Create(name, value));
            }
        }

        return null;
    }

    /// <summary>Writes those of an answer that come back, and what protects our origin from it.</summary>
    public static void Give(HttpResponse response, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var own = headers.Where(static header => string.Equals(header.Key, HeaderNames.Connection, StringComparison.OrdinalIgnoreCase))
            .SelectMany(static header => header.Value.Split(',', StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            if (Answered.Contains(name) && !own.Contains(name))
            {
                response.Headers[name] = IsPlain(value) ? value : string.Concat(value.Select(static character => IsPlain(character) ? character : '_'));
            }
        }

        Protect(response);
        response.Headers.CacheControl = Private(response.Headers.CacheControl.ToString());
        if (response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            response.Headers["X-Accel-Buffering"] = "no";
        }
    }

    /// <summary>Keeps an answer, also one of ours at such a path, from running as a page of our origin.</summary>
    public static void Protect(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
    }

    /// <summary>What a hub gives to whoever has the gateway's key is not for shared caches, which know nothing of keys.</summary>
    private static string Private(string cacheControl)
    {
        var directives = cacheControl.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(static directive => directive.Split('=')[0].ToLowerInvariant() is not ("public" or "private" or "s-maxage"));
        return string.Join(", ", directives.Append("private"));
    }

    private static bool IsPlain(string value) => value.All(IsPlain);

    private static bool IsPlain(char character) => character is (>= ' ' and <= '~') or '\t';
}
