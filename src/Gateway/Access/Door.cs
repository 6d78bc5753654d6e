namespace Gateway.Access;

/// <summary>The one door of all faces: REST, event streams, SignalR's negotiation and its WebSocket before it is accepted. Thread-safe.</summary>
internal sealed class Door(AccessOptions options, KeyStore keys, Tickets tickets, WrongKeys wrongKeys, TimeProvider time)
{
    private const string HowTo = "Send an access key as 'Authorization: Bearer gw_…'; the owner makes one with 'key add'.";

    /// <summary>Who makes a request, and whether it may go on. The origin of a page has been looked at before.</summary>
    public DoorVerdict Judge(HttpRequest request)
    {
        if (!keys.IsKeyNeeded && !options.AllowAnonymous)
        {
            return IsHealth(request) || OriginGuard.RefuseHost(request, options) is not { } wrongHost
                ? new DoorVerdict(Caller.Everyone)
                : DoorVerdict.Refuse(new DoorRefusal(StatusCodes.Status403Forbidden, wrongHost));
        }

        if (AccessPaths.IsOpen(request))
        {
            return new DoorVerdict(options.AllowAnonymous ? Caller.Everyone : Caller.Nobody);
        }

        var credential = Credential.Of(request);
        var verdict = credential.Kind switch
        {
            CredentialKind.Header => Open(request, credential.Text),
            CredentialKind.Query => OpenQuery(request, credential.Text),
            CredentialKind.KeyInQuery => Wrong(request, "A key is never taken from an address, which ends up in logs and histories. Send it as a header, or get a ticket for it: POST /api/ticket."),
            _ when options.AllowAnonymous => new DoorVerdict(Caller.Everyone),
            CredentialKind.None when AccessPaths.IsSelf(request) => new DoorVerdict(Caller.Nobody),
            CredentialKind.Malformed => Unauthorized("The 'Authorization' header is no single 'Bearer <key>'. " + HowTo),
            _ => Unauthorized("A key is needed here. " + HowTo),
        };
        return verdict.Refusal is null && AccessPaths.IsMetrics(request) && !verdict.Caller.MayReadMetrics
            ? verdict with { Refusal = new DoorRefusal(StatusCodes.Status403Forbidden, "This key lacks the scope 'metrics'.") }
            : verdict;
    }

    private static bool IsHealth(HttpRequest request) => request.Path.Value is "/healthz" or "/readyz";

    private static DoorVerdict Unauthorized(string detail) => DoorVerdict.Refuse(new DoorRefusal(StatusCodes.Status401Unauthorized, detail));

    private DoorVerdict OpenQuery(HttpRequest request, string text) => text.StartsWith(Tickets.Prefix, StringComparison.Ordinal)
        ? OpenTicket(request, text)
        : Wrong(request, "What the address has as 'access_token' is no ticket. Get one for a key: POST /api/ticket.");

    private DoorVerdict Open(HttpRequest request, string text)
    {
        if (text.StartsWith(Tickets.Prefix, StringComparison.Ordinal))
        {
            return OpenTicket(request, text);
        }

        return keys.Find(text) switch
        {
            null => Wrong(request, "There is no such key. It may have been removed, or is mistyped."),

            // Who has it is no stranger who guesses.
            var key when key.IsExpired(time.GetUtcNow()) => Unauthorized("The key has expired; ask the owner for another."),
            var key => new DoorVerdict(key.Caller),
        };
    }

    private DoorVerdict OpenTicket(HttpRequest request, string text) => tickets.Open(text, out var key) switch
    {
        TicketState.Good => new DoorVerdict(key!.Caller) { IsTicket = true },
        TicketState.Expired => Unauthorized("The ticket has expired, as it does after five minutes. Get another: POST /api/ticket."),
        TicketState.Orphaned => Unauthorized("The ticket's key was removed or changed. Get another with a key that counts: POST /api/ticket."),

        // Not counted: nobody guesses one, and after a start of the gateway every page of the house shows an old one.
        _ => Unauthorized("The ticket is not of this gateway, or from before its last start. Get another: POST /api/ticket."),
    };

    private DoorVerdict Wrong(HttpRequest request, string detail) => wrongKeys.Add(request.HttpContext.Connection.RemoteIpAddress) is { } wait
        ? DoorVerdict.Refuse(new DoorRefusal(StatusCodes.Status429TooManyRequests, $"Too many wrong keys came from this address: more than {WrongKeys.PerMinute} a minute. A right one is taken at any time.", wait))
        : Unauthorized(detail);
}
