using Gateway.Access;

namespace Gateway.Api;

/// <summary>Everything for a report about a fault, in one file.</summary>
internal static class SupportEndpoints
{
    public static void MapSupport(this IEndpointRouteBuilder api) =>
        api.MapGet("/support", Collect)
            .WithTags("Health").WithName("GetSupport")
            .WithSummary("One JSON document for a report about a fault, free of secrets: versions, configuration, hubs, subscriptions, newest log lines, metrics. Needs the scope 'admin'.")
            .Produces<SupportBundle>().MayAnswer();

    private static IResult Collect(HttpContext context, AuditLog audit)
    {
        var client = CommandClient.Of(context);
        if (!client.Caller.IsAdmin)
        {
            return Problem.Forbidden(client.Caller.Lacks("admin"));
        }

        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, null, "support", "ok"));
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{SupportBundle.FileName}\"";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(SupportBundle.Collect(context.RequestServices));
    }
}
