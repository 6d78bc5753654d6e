using Microsoft.AspNetCore.Http.Extensions;

namespace Gateway.Access;

/// <summary>What a request brings to the door.</summary>
/// <param name="Kind">How.</param>
/// <param name="Text">The key or ticket; empty where there is none.</param>
internal readonly record struct Credential(CredentialKind Kind, string Text)
{
    private const string Scheme = "Bearer ";

    private const string QueryName = "access_token";

    public static Credential Of(HttpRequest request)
    {
        // Even beside a good header: by being in the address it has been given away.
        if (request.Query.Any(static member => member.Value.Any(static value => value is not null && KeySecret.IsWellFormed(value))))
        {
            return new(CredentialKind.KeyInQuery, "");
        }

        var header = request.Headers.Authorization;
        if (header.Count > 0)
        {
            return header is [{ } line] && line.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && line[Scheme.Length..].Trim() is { Length: > 0 } text
                ? new(CredentialKind.Header, text)
                : new(CredentialKind.Malformed, "");
        }

        return IsTakenInQuery(request) && request.Query[QueryName].ToString() is { Length: > 0 } ticket ? new(CredentialKind.Query, ticket) : new(CredentialKind.None, "");
    }

    /// <summary>Takes the ticket out of the address, so that nobody further in can log it.</summary>
    public static void Forget(HttpRequest request)
    {
        if (IsTakenInQuery(request) && request.Query.ContainsKey(QueryName))
        {
            var rest = request.Query.Where(static member => !string.Equals(member.Key, QueryName, StringComparison.OrdinalIgnoreCase));
            request.QueryString = new QueryBuilder(rest).ToQueryString();
        }
    }

    /// <summary>Browsers cannot send a header with a WebSocket or an event stream, and with anything else they can.</summary>
    private static bool IsTakenInQuery(HttpRequest request) => AccessPaths.IsLive(request) || AccessPaths.IsEvents(request);
}
