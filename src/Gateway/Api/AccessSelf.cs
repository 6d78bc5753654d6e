using Gateway.Access;

namespace Gateway.Api;

/// <summary>What a client may know of its own access, for pages that show or hide by it.</summary>
internal static class AccessSelf
{
    public static void MapAccess(this IEndpointRouteBuilder api) =>
        api.MapGet("/access", (HttpContext context, AccessOptions options, KeyStore keys) => Describe(Caller.Of(context.User), keys.IsKeyNeeded, options.AllowAnonymous))
            .WithTags("Access").WithName("GetAccess").WithSummary("Who the gateway takes you for, and what you may do.")
            .Produces<AccessAnswer>().MayAnswer();

    private static AccessAnswer Describe(Caller caller, bool isKeyNeeded, bool allowAnonymous) =>
        new(caller.Key?.Name, [.. caller.Scopes.Select(static scope => scope.ToString())], caller.Key?.Expires, isKeyNeeded, allowAnonymous);
}

/// <summary>A client's access.</summary>
/// <param name="Key">The name of the key it came with; not there when without.</param>
/// <param name="Scopes">What it may do; without a key, where none is needed, <c>admin</c>.</param>
/// <param name="Expires">From when on the key is worth nothing.</param>
/// <param name="KeyNeeded">Whether nobody comes in without a key.</param>
/// <param name="AllowAnonymous">Whether strangers on the network may do everything: <c>Access:AllowAnonymous</c>.</param>
internal sealed record AccessAnswer(string? Key, IReadOnlyList<string> Scopes, DateTimeOffset? Expires, bool KeyNeeded, bool AllowAnonymous);
