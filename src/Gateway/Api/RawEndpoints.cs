using System.Text;
using Gateway.Access;
using Gateway.Commands;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Packets of a hub's own protocol, written as they are.</summary>
internal static class RawEndpoints
{
    public static void MapRaw(this IEndpointRouteBuilder api) =>
        api.MapPost("/hubs/{hub}/raw", WriteAsync)
            .WithTags("Commands").WithName("WriteRaw")
            .WithSummary("Writes a Socket.IO packet as it is, such as 42[\"add user\",\"John\"], to a hub that speaks Socket.IO.")
            .Accepts<string>("text/plain")
            .Produces(202)
            .MayAnswer("invalid", "not-found", "expired", "too-large", "unsupported-media-type", "limited", "unknown", "offline", "timeout");

    private static async Task<IResult> WriteAsync(string hub, HttpRequest request, SubscriptionRegistry registry, CommandDesk desk)
    {
        var caller = Caller.Of(request.HttpContext.User);
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            return problem;
        }

        if (!caller.MayRaw(hub))
        {
            return Problem.Forbidden(caller.Lacks($"raw:{hub}"));
        }

        if (request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) != true)
        {
            return Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType) with { Detail = "Send the packet as text/plain." };
        }

        RequestBody.Limit(request);
        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var packet = (await reader.ReadToEndAsync(request.HttpContext.RequestAborted)).TrimEnd('\r', '\n');
            var outcome = await desk.WriteRawAsync(found.Stream.Hub, Encoding.UTF8.GetBytes(packet), CommandClient.Of(request.HttpContext));
            return outcome.Status == CommandStatus.Sent ? Results.StatusCode(StatusCodes.Status202Accepted) : Problem.From(outcome);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Invalid("The packet is not UTF-8 text.");
        }
        catch (Exception exception) when (RequestBody.ProblemOf(exception) is { } fault)
        {
            return fault;
        }
    }
}
