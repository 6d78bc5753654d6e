using Gateway.Access;
using Gateway.Commands;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api;

/// <summary>Requests to a hub's own HTTP API, with the hub's credentials added.</summary>
internal static class HttpPassThrough
{
    private const int MaxBody = 16 << 20;

    /// <summary>TRACE would show the credentials, and CONNECT is for proxies.</summary>
    private static readonly (string Method, string Verb)[] Methods =
    [
        ("GET", "Reads"), ("HEAD", "Looks at"), ("OPTIONS", "Asks for the methods of"), ("POST", "Posts to"), ("PUT", "Puts to"), ("PATCH", "Changes"), ("DELETE", "Deletes"),
    ];

    public static void MapHttpPassThrough(this IEndpointRouteBuilder api)
    {
        var services = api.ServiceProvider;
        var router = new HttpRouter(services.GetRequiredService<CommandRouter>(), services.GetRequiredService<CommandMetrics>(), services.GetRequiredService<TimeProvider>());
        foreach (var (method, verb) in Methods)
        {
            var route = api.MapMethods(
                    "/hubs/{hub}/http/{**path}",
                    [method],
                    (string hub, string? path, HttpContext context, SubscriptionRegistry registry, TimeProvider time) => PassAsync(hub, context, registry, router, time))
                .WithTags("HTTP").WithName($"Http{method[0]}{method[1..].ToLowerInvariant()}")
                .WithSummary($"{verb} a path of the hub's own HTTP API, with the hub's credentials added; the answer is the hub's, with its status.")
                .Produces(200)
                .MayAnswer("invalid", "not-found", "too-large", "limited", "unknown", "bad-answer", "offline", "timeout");
            if (HttpMethods.IsHead(method))
            {
                route.ExcludeFromDescription();
            }
        }
    }

    private static async Task PassAsync(string hub, HttpContext context, SubscriptionRegistry registry, HttpRouter router, TimeProvider time)
    {
        HttpPassThroughHeaders.Protect(context.Response);
        if (!Methods.Any(known => string.Equals(known.Method, context.Request.Method, StringComparison.Ordinal)))
        {
            // The framework finds a route whatever the method's case; a hub, and what counts as a read, does not.
            await Problem.FromStatus(StatusCodes.Status405MethodNotAllowed).ExecuteAsync(context);
            return;
        }

        var caller = Caller.Of(context.User);
        if (registry.TryFind(hub, caller, out var found) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        if (Read(context, hub, found.Stream.Hub, out var call, out var plainPath) is { } refusal)
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        // Decoded once and normalised: exactly this is sent.
        if (!caller.MayHttp(call.Hub, plainPath))
        {
            await Problem.Forbidden(caller.Lacks($"http:{call.Hub}/{plainPath}")).ExecuteAsync(context);
            return;
        }

        await SendAsync(context, router, call, plainPath, time);
    }

    private static Problem? Read(HttpContext context, string routed, string hub, out HttpCall call, out string plainPath)
    {
        var request = context.Request;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];
        call = new HttpCall(hub, request.Method, "", "");
        plainPath = "";
        if (HttpPassThroughHeaders.IsPartOfPage(request))
        {
            return Problem.Forbidden("What a hub answers may be read, but not run or loaded as part of a page.");
        }

        if (!HttpPassThroughPath.TryRead(path, request.PathBase, routed, out var read, out var fault)
            || (fault = HttpPassThroughQuery.Read(mark < 0 ? "" : target[(mark + 1)..], out var query)) is not null
            || (fault = HttpPassThroughHeaders.FaultOf(request)) is not null
            || (fault = HttpPassThroughHeaders.Take(request, out var headers)) is not null)
        {
            return Problem.Invalid(fault!);
        }

        if (request.ContentLength > MaxBody)
        {
            return TooLarge();
        }

        plainPath = read.Plain;
        call = call with { Path = read.Encoded, Query = query, Headers = headers };
        return null;
    }

    private static async Task SendAsync(HttpContext context, HttpRouter router, HttpCall call, string plainPath, TimeProvider time)
    {
        var request = context.Request;
        if (!call.IsRead)
        {
            RequestBody.Limit(request, MaxBody);
            var hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;
            call = hasBody ? call with { Body = request.Body, BodyLength = request.ContentLength } : call;
        }

        var client = CommandClient.Of(context);
        var accepted = time.GetTimestamp();
        var outcome = "unknown";
        try
        {
            await router.SendAsync(
                call,
                client.Name,
                reply =>
                {
                    outcome = reply.Failure?.Word ?? (reply.Answer is { } answer ? $"{(int)answer.Status}" : "bad-answer");
                    return HttpPassThroughAnswer.WriteAsync(context, reply, time);
                },
                context.RequestAborted);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await (exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : Problem.FromStatus(exception.StatusCode)).ExecuteAsync(context);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone; there is nobody to tell.
            context.Abort();
        }
        finally
        {
            if (!call.IsRead)
            {
                context.RequestServices.GetRequiredService<AuditLog>().Write(new AuditEntry(
                    client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Http, call.Hub, $"{call.Method} {plainPath}", outcome, time.GetElapsedTime(accepted)));
            }
        }
    }

    private static Problem TooLarge() =>
        Problem.FromStatus(StatusCodes.Status413PayloadTooLarge) with { Detail = "A body that is passed through may have up to 16 MiB." };
}
