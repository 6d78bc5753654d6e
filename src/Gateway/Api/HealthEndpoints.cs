using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>For supervisors and load balancers.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", static () => Results.Text("live"))
            .WithTags("Health").WithName("Live").WithSummary("The process runs.").Produces<string>(200, "text/plain").MayAnswer();

        routes.MapGet("/readyz", static (SubscriptionRegistry registry) =>
            {
                var waiting = registry.Hubs.Where(static hub => !hub.WasTried).Select(static hub => hub.Stream.Hub).ToArray();
                return waiting.Length == 0
                    ? Results.Text("ready")
                    : Problem.NotReady(waiting);
            })
            .WithTags("Health").WithName("Ready").WithSummary("Every enabled hub has been tried. A hub that is away does not make the gateway unready.")
            .Produces<string>(200, "text/plain").MayAnswer("not-ready");
    }
}
