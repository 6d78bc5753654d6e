using Gateway.Access;
using Microsoft.AspNetCore.Connections.Features;

namespace Gateway.Api;

/// <summary>
/// The door in front of every face: whoever may not come in gets a problem, a WebSocket's upgrade included; whoever may gets its
/// <see cref="Caller"/> as the request's user. Connections that last are counted, and closed when their key ends.
/// </summary>
internal sealed class AccessDoor(Door door, KeyConnections connections, ConnectionCounts counts, AuditLog audit)
{
    private static readonly TimeSpan CrowdedRetry = TimeSpan.FromSeconds(10);

    /// <summary>Pages of other sites get no further, with a key or without. Health is open, as supervisors ask with whatever they like.</summary>
    public static Task RefuseForeignPages(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value is "/healthz" or "/readyz"
            || OriginGuard.RefuseOrigin(context.Request, context.RequestServices.GetRequiredService<AccessOptions>()) is not { } refusal)
        {
            return next(context);
        }

        var problem = Problem.Forbidden(refusal);
        Tell(context, context.RequestServices.GetRequiredService<AuditLog>(), Caller.Nobody, problem);
        return problem.ExecuteAsync(context);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var verdict = door.Judge(context.Request);
        if (verdict.Refusal is { } refusal)
        {
            await RefuseAsync(context, verdict.Caller, Describe(refusal));
            return;
        }

        context.User = verdict.Caller.Principal;
        context.Features.Set(verdict);
        Credential.Forget(context.Request);
        await (AccessPaths.IsListening(context.Request) || AccessPaths.IsPassThrough(context.Request) ? HoldAsync(context, verdict.Caller, next) : next(context));
        if (context.Features.Get<Problem>() is { Status: StatusCodes.Status403Forbidden } problem)
        {
            // Let in, but not as far as that.
            Tell(context, audit, verdict.Caller, problem);
        }
    }

    private static Problem Describe(DoorRefusal refusal) => refusal.Status switch
    {
        StatusCodes.Status401Unauthorized => Problem.Unauthorized(refusal.Detail),
        StatusCodes.Status429TooManyRequests => Problem.Limited(refusal.Detail, refusal.RetryAfter ?? TimeSpan.FromMinutes(1)),
        _ => Problem.Forbidden(refusal.Detail),
    };

    private static void Tell(HttpContext context, AuditLog audit, Caller caller, Problem problem) =>
        audit.Refused(context.Connection.RemoteIpAddress, caller.Name, $"{context.Request.Method} {context.Request.Path}", problem.Name);

    private async Task RefuseAsync(HttpContext context, Caller caller, Problem problem)
    {
        Tell(context, audit, caller, problem);
        await problem.ExecuteAsync(context);
    }

    private async Task HoldAsync(HttpContext context, Caller caller, RequestDelegate next)
    {
        IDisposable? place = null;
        if (AccessPaths.IsListening(context.Request) && (place = counts.TryTake(context.Connection.RemoteIpAddress, caller.Key, out var refusal)) is null)
        {
            await RefuseAsync(context, caller, Problem.Limited(refusal, CrowdedRetry));
            return;
        }

        // An upgraded request may end long before its connection, which then is all there is to close and to wait for.
        var line = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpUpgradeFeature>() is { IsUpgradableRequest: true } ? context.Features.Get<IConnectionLifetimeFeature>() : null;
        var held = connections.Register(caller, line is null ? context.Abort : line.Abort);
        try
        {
            await next(context);
        }
        finally
        {
            if (line is not null && context.Response.StatusCode == StatusCodes.Status101SwitchingProtocols)
            {
                line.ConnectionClosed.UnsafeRegister(static state => ((Held)state!).Dispose(), new Held(place, held));
            }
            else
            {
                new Held(place, held).Dispose();
            }
        }
    }

    private sealed record Held(IDisposable? Place, IDisposable Connection) : IDisposable
    {
        public void Dispose()
        {
            Place?.Dispose();
            Connection.Dispose();
        }
    }
}
