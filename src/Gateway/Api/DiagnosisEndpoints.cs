using Gateway.Access;
using Gateway.Diagnostics;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>Looks at a hub beside its session.</summary>
internal static class DiagnosisEndpoints
{
    public static void MapDiagnosis(this IEndpointRouteBuilder api) =>
        api.MapGet("/hubs/{hub}/diagnosis", DiagnoseAsync)
            .WithTags("Hubs").WithName("Diagnose")
            .WithSummary("Tries the way to a hub step by step over connections of its own, 20 s at most, and says what to do; the running session is not touched. While the hub refuses the credentials they are tried with '?auth=true' only. Needs the scope 'admin'; 10 s between two for one hub.")
            .Produces<HubDiagnosis>().MayAnswer("not-found", "offline");

    private static async Task<IResult> DiagnoseAsync(string hub, bool? auth, SubscriptionRegistry registry, IHubDiagnoses diagnoses, IHostApplicationLifetime lifetime, HttpContext context, AuditLog audit)
    {
        var client = CommandClient.Of(context);
        if (registry.TryFind(hub, client.Caller, out _) is { } problem)
        {
            return problem;
        }

        if (!client.Caller.IsAdmin)
        {
            return Problem.Forbidden(client.Caller.Lacks("admin"));
        }

        var answer = await diagnoses.DiagnoseAsync(hub, auth == true, context.RequestAborted);
        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, hub, "diagnosis", Outcome(answer)));
        return answer switch
        {
            { Diagnosis: { } diagnosis } => Results.Ok(diagnosis),
            { RetryAfter: { } pause } => Problem.Limited($"Hub '{hub}' was diagnosed a moment ago; each diagnosis is a login at the hub.", pause),
            _ when lifetime.ApplicationStopping.IsCancellationRequested => Problem.Away("The gateway stops; ask again when it is back.", isAtAStandstill: false),
            _ => Problem.NotFound($"Hub '{hub}' has no entry in the configuration any more."),
        };
    }

    private static string Outcome(HubDiagnosisAnswer answer) => answer switch
    {
        { Diagnosis: not null } => "ok",
        { RetryAfter: not null } => "limited",
        _ => "offline",
    };
}
