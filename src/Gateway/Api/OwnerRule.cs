using Gateway.Access;

namespace Gateway.Api;

/// <summary>
/// Who may change which hubs there are: a key with <c>admin</c>; where no key is needed, whoever sits at this machine. Reading a house is
/// one thing; sending the gateway to any address of the network is another.
/// </summary>
internal static class OwnerRule
{
    private static readonly HashSet<string> OfProxies = new(["Forwarded", "Via", "X-Real-IP"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Why the caller may not; null: it may.</summary>
    public static Problem? Refuse(HttpContext context)
    {
        var caller = Caller.Of(context.User);
        if (!caller.IsAdmin)
        {
            return Problem.Forbidden(caller.Lacks("admin"));
        }

        return caller.Key is not null || IsHere(context)
            ? null
            : Problem.Forbidden("Without an access key this is for the gateway's own machine alone. Add a key with the scope 'admin' ('key add'), or open the page on the machine itself.");
    }

    /// <summary>A proxy on this machine that nobody named speaks for the whole network, and a page under a foreign name for somebody else's site.</summary>
    private static bool IsHere(HttpContext context) =>
        ClientAddress.IsHere(context.Connection.RemoteIpAddress)
        && !context.Request.Headers.Keys.Any(IsOfProxy)
        && OriginGuard.RefuseHost(context.Request, context.RequestServices.GetRequiredService<AccessOptions>()) is null;

    /// <summary>What a named proxy says of the client is taken out before, and counts; whatever is left was said by one that nobody named.</summary>
    private static bool IsOfProxy(string header) =>
        header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || OfProxies.Contains(header);
}
