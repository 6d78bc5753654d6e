using Gateway.Diagnostics;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>For supervisors and load balancers.</summary>
internal static class HealthEndpoints
{
    /// <summary>Many monitors ask with it.</summary>
    private static readonly string[] Head = [HttpMethods.Head];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", Live)
            .WithTags("Health").WithName("Live").WithSummary("The process runs, and nothing in it has stopped that only a new start could mend.")
            .Produces<string>(200, "text/plain").MayAnswer("not-live");

        routes.MapGet("/readyz", Ready)
            .WithTags("Health").WithName("Ready").WithSummary("Every enabled hub has been tried. A hub that is away does not make the gateway unready.")
            .Produces<string>(200, "text/plain").MayAnswer("not-ready");

        routes.MapMethods("/healthz", Head, Live).ExcludeFromDescription();
        routes.MapMethods("/readyz", Head, Ready).ExcludeFromDescription();
    }

    private static IResult Live(VitalsWatch vitals) => vitals.CountFailures() is > 0 and var failures ? Problem.NotLive(failures) : Results.Text("live");

    private static IResult Ready(SubscriptionRegistry registry)
    {
        var waiting = registry.Hubs.Count(static hub => !hub.WasTried);
        return waiting == 0
            ? Results.Text("ready")
            : Problem.NotReady(waiting);
    }
}
