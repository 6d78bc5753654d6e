using System.Text.Json;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.Mvc;

namespace Gateway.Api;

/// <summary>Commands by REST.</summary>
internal static class CommandsEndpoints
{
    private const int MaxDepth = 64;

    public static void MapCommands(this IEndpointRouteBuilder api)
    {
        api.MapPost("/hubs/{hub}/commands", SendAsync)
            .WithTags("Commands").WithName("SendCommand")
            .WithSummary("Sends one command to a hub and answers what became of it.")
            .WithDescription("With an Idempotency-Key the same command is sent once, however often it is asked for within 10 minutes; a later answer then has the header 'Idempotent-Replayed: true'.")
            .Accepts<CommandRequest>("application/json")
            .Produces<CommandAnswer>(200).Produces<CommandAnswer>(202)
            .MayAnswer("invalid", "not-found", "expired", "too-large", "unsupported-media-type", "rejected", "key-reused", "limited", "unknown", "offline", "timeout");
        api.MapPost("/hubs/{hub}/commands/batch", SendBatchAsync)
            .WithTags("Commands").WithName("SendCommands")
            .WithSummary("Sends up to 100 commands to a hub, in order and without waiting for one another, and answers what became of each.")
            .Accepts<CommandRequest[]>("application/json")
            .Produces<CommandAnswer[]>()
            .MayAnswer("invalid", "not-found", "too-large", "unsupported-media-type");
    }

    private static Task<IResult> SendAsync(
        string hub, [FromHeader(Name = CommandKeys.Header)] string? key, HttpRequest request, SubscriptionRegistry registry, CommandDesk desk) =>
        AnswerAsync(hub, request, registry, async (found, body) =>
        {
            var client = CommandClient.Of(request.HttpContext);
            var call = CommandCall.Read(body, found, registry, client, CommandKeys.Read(request));
            var outcome = await desk.SendAsync(call.Command, client, request.HttpContext.RequestAborted);
            if (outcome.IsReplay)
            {
                request.HttpContext.Response.Headers[CommandKeys.ReplayedHeader] = "true";
            }

            return Answer(outcome);
        });

    private static Task<IResult> SendBatchAsync(string hub, HttpRequest request, SubscriptionRegistry registry, CommandDesk desk) =>
        AnswerAsync(hub, request, registry, async (found, body) =>
        {
            if (CommandKeys.Read(request) is not null)
            {
                throw new BadRequestException("A batch has no key of its own: give each command its 'idempotencyKey' instead of the header. None was sent.");
            }

            var outcomes = await CommandBatch.SendAsync(body, found, registry, CommandClient.Of(request.HttpContext), desk);
            return Results.Json(outcomes.Select(CommandAnswer.From));
        });

    private static async Task<IResult> AnswerAsync(
        string hub, HttpRequest request, SubscriptionRegistry registry, Func<HubSubscriptions, JsonElement, Task<IResult>> answerAsync)
    {
        var caller = Caller.Of(request.HttpContext.User);
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            return problem;
        }

        if (!caller.MayCommandAnything(hub))
        {
            return Problem.Forbidden(caller.Lacks($"command:{hub}"));
        }

        if (!request.HasJsonContentType())
        {
            return Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        try
        {
            using var body = await ReadBodyAsync(request);
            return await answerAsync(found, body.RootElement);
        }
        catch (BadRequestException exception)
        {
            return Problem.Invalid(exception.Message);
        }
        catch (ForbiddenException exception)
        {
            return Problem.Forbidden(exception.Message);
        }
        catch (JsonException exception)
        {
            return Problem.Invalid($"The body is not JSON, or nested deeper than {MaxDepth} levels: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
        catch (Exception exception) when (RequestBody.ProblemOf(exception) is { } fault)
        {
            return fault;
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
        RequestBody.Limit(request);
        return await JsonDocument.ParseAsync(request.Body, new JsonDocumentOptions { MaxDepth = MaxDepth }, request.HttpContext.RequestAborted);
    }
}
