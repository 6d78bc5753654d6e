using Gateway.Commands;

namespace Gateway.Api;

/// <summary>One of each problem the API answers with, by its type's last part: the list and the examples of the API description.</summary>
internal static class KnownProblems
{
    public static IReadOnlyDictionary<string, Problem> All { get; } = List().ToDictionary(static problem => problem.Name, StringComparer.Ordinal);

    /// <summary>Says which problems a route answers with, on top of those that every route may.</summary>
    public static RouteHandlerBuilder MayAnswer(this RouteHandlerBuilder route, params string[] names)
    {
        string[] all = [.. names.Union(["unauthorized", "forbidden", "limited", "internal"], StringComparer.Ordinal)];
        foreach (var status in all.Select(static name => All[name].Status).Distinct())
        {
            route.Produces<ProblemBody>(status, Problem.ContentType);
        }

        return route.WithMetadata(new RouteProblems(all));
    }

    private static IEnumerable<Problem> List() =>
    [
        Problem.Invalid("'name' is missing; it is a text."),
        Problem.Unauthorized("A key is needed here. Send an access key as 'Authorization: Bearer gw_…'; the owner makes one with 'key add'."),
        Problem.Forbidden("Pages of 'https://elsewhere.example' may not use this gateway. List the origin in Gateway:Access:Origins if they should."),
        Problem.NotFound("There is no hub 'attic'; configured are 'home'."),
        Problem.FromStatus(StatusCodes.Status405MethodNotAllowed),
        Problem.From(CommandOutcome.Expired("'expiresAt' had passed when the command arrived; it was not sent.")),
        Problem.FromStatus(StatusCodes.Status413PayloadTooLarge),
        Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType),
        Problem.From(CommandOutcome.Rejected(
            "Home Assistant refused: not_found: Service not found.", """{"code":"not_found","message":"Service not found."}"""u8.ToArray()) with { Elapsed = TimeSpan.FromMilliseconds(3.1) }),
        Problem.From(CommandOutcome.KeyReused()),
        Problem.From(CommandOutcome.Limited("The hub takes 20 commands per second.", TimeSpan.FromSeconds(1))),
        Problem.FromStatus(StatusCodes.Status500InternalServerError),
        Problem.From(CommandOutcome.Unknown() with { Elapsed = TimeSpan.FromMilliseconds(812.4) }),
        Problem.BadAnswer("The hub answered HTTP 302, a redirect to https://elsewhere.example. Redirects are not followed."),
        Problem.From(CommandOutcome.Offline("The hub is away; the command was not sent and is not kept.", TimeSpan.FromSeconds(4))),
        Problem.FromStatus(StatusCodes.Status503ServiceUnavailable),
        Problem.ConfiguredElsewhere("home", "appsettings.json"),
        Problem.Exists("home"),
        Problem.NotSaved("/etc/gateway/hubs.json cannot be written: Read-only file system. Let the gateway's user write there, or name another file in Gateway:Settings:File."),
        Problem.NotReady(1),
        Problem.NotLive(1),
        Problem.From(CommandOutcome.Timeout(TimeSpan.FromSeconds(10)) with { Elapsed = TimeSpan.FromSeconds(10) }),
    ];
}

/// <summary>Endpoint metadata: the problems a route answers with.</summary>
internal sealed record RouteProblems(IReadOnlyList<string> Names);
