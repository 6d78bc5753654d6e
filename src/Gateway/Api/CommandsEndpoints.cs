using System.Text.Json;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Commands by REST.</summary>
internal static class CommandsEndpoints
{
    private const int MaxBody = 1 << 20;
    private const int MaxDepth = 64;

    public static void MapCommands(this IEndpointRouteBuilder api) =>
        api.MapPost("/hubs/{hub}/commands", SendAsync)
            .WithTags("Commands").WithName("SendCommand")
            .WithSummary("Sends one command to a hub and answers what became of it.")
            .Accepts<CommandRequest>("application/json")
            .Produces<CommandAnswer>(200).Produces<CommandAnswer>(202)
            .MayAnswer("invalid", "not-found", "expired", "too-large", "unsupported-media-type", "rejected", "limited", "unknown", "offline", "timeout");

    private static async Task<IResult> SendAsync(string hub, HttpRequest request, SubscriptionRegistry registry, CommandRouter router)
    {
        if (registry.TryFind(hub, Caller.Of(request.HttpContext.User), out var found) is { } problem)
        {
            return problem;
        }

        if (!request.HasJsonContentType())
        {
            return Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var body = await ReadBodyAsync(request);
            var command = new RequestReader(body.RootElement).Command(found.Stream.Hub);
            return Answer(await router.SendAsync(command, request.HttpContext.RequestAborted));
        }
        catch (BadRequestException exception)
        {
            return Problem.Invalid(exception.Message);
        }
        catch (JsonException exception)
        {
            return Problem.Invalid($"The body is not JSON, or nested deeper than {MaxDepth} levels: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        catch (BadHttpRequestException exception)
        {
            return Problem.FromStatus(exception.StatusCode);
        }
    }

    private static IResult Answer(CommandOutcome outcome) => outcome.Status switch
    {
        CommandStatus.Ok => Results.Json(CommandAnswer.From(outcome), statusCode: StatusCodes.Status200OK),
        CommandStatus.Sent => Results.Json(CommandAnswer.From(outcome), statusCode: StatusCodes.Status202Accepted),
        _ => Problem.From(outcome),
    };

    private static async Task<JsonDocument> ReadBodyAsync(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        return await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth }, request.HttpContext.RequestAborted);
    }
}

/// <summary>One command, for the API description.</summary>
/// <param name="Name">The command in the hub's own words, for example <c>call_service</c>.</param>
/// <param name="Args">Its arguments, in the form the hub's kind wants.</param>
/// <param name="TimeoutMs">How long to wait for the hub's answer, 1 to 300000; default <c>Commands:Timeout</c>.</param>
/// <param name="ExpiresAt">It is not sent after this time.</param>
/// <param name="Wait">False: answered with 202 as soon as it is written to the hub.</param>
internal sealed record CommandRequest(string Name, RawJson? Args, int? TimeoutMs, DateTimeOffset? ExpiresAt, bool? Wait);
