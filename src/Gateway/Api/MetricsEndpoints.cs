using System.Security.Claims;
using Gateway.Access;
using Gateway.Diagnostics;

namespace Gateway.Api;

/// <summary>For Prometheus and whatever reads its text.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        // It collects from now on, not from the first look.
        routes.ServiceProvider.GetRequiredService<MetricsCollector>();
        routes.MapGet("/metrics", Read)
            .WithTags("Health").WithName("Metrics").WithSummary("What the gateway has measured, in Prometheus' text format; needs the scope 'metrics' where there are keys.")
            .Produces<string>(200, "text/plain").MayAnswer();
    }

    private static IResult Read(MetricsCollector metrics, ClaimsPrincipal user)
    {
        var caller = Caller.Of(user);
        return caller.MayReadMetrics ? Results.Text(PrometheusText.Write(metrics.Collect()), PrometheusText.ContentType) : Problem.Forbidden(caller.Lacks("metrics"));
    }
}
