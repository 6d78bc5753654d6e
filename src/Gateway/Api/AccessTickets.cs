using Gateway.Access;

namespace Gateway.Api;

/// <summary>Tickets for browsers, which cannot send a header with a WebSocket or an event stream.</summary>
internal static class AccessTickets
{
    public static void MapTickets(this IEndpointRouteBuilder api) =>
        api.MapPost("/ticket", Issue)
            .WithTags("Access").WithName("GetTicket")
            .WithSummary("A ticket of five minutes in place of the key that asks for it, for 'access_token' in the address of /live and of event streams.")
            .Produces<TicketAnswer>().MayAnswer("invalid");

    private static IResult Issue(HttpContext context, Tickets tickets)
    {
        if (Caller.Of(context.User).Key is not { } key)
        {
            return Problem.Invalid("No key is needed here, so there is no ticket either: connect without one.");
        }

        if (context.Features.Get<DoorVerdict>() is not { IsTicket: false })
        {
            return Problem.Forbidden("A ticket gets no other ticket, else a stolen one would last for ever. Ask with the key.");
        }

        var (text, lifetime) = tickets.Issue(key);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new TicketAnswer(text, (int)lifetime.TotalSeconds));
    }
}

/// <summary>A ticket.</summary>
/// <param name="AccessToken">For <c>access_token</c> in the address of <c>/live</c> and event streams, or as <c>Authorization: Bearer</c> anywhere.</param>
/// <param name="ExpiresIn">Seconds until nothing more can be opened with it; what is open then stays open.</param>
internal sealed record TicketAnswer(string AccessToken, int ExpiresIn);
