using System.Text.Json;
using Gateway.Access;
using Gateway.Configuration;
using Gateway.Diagnostics;
using Gateway.Settings;

namespace Gateway.Api;

/// <summary>The kinds of hub there are, and trying one before it is saved.</summary>
internal static class KindsEndpoints
{
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(2);

    public static void MapKinds(this IEndpointRouteBuilder api)
    {
        api.MapGet("/kinds", static (IHubKinds kinds) => kinds.All)
            .WithTags("Settings").WithName("ListKinds").WithSummary("The kinds of hub there are, with the options of their entries and where their credentials are found.")
            .Produces<KindSchema[]>().MayAnswer();

        api.MapPost("/kinds/{kind}/test", TestAsync)
            .WithTags("Settings").WithName("TestKind")
            .WithSummary("Tries an entry that is not saved, step by step as a diagnosis does, 20 s at most, one at a time for each caller. With 'hub', secrets that are left out are the saved ones, as long as kind, address and trusted certificate are. Needs the scope 'admin'; where no key is needed, this machine.")
            .Accepts<KindTestRequest>("application/json")
            .Produces<HubDiagnosis>().MayAnswer("invalid", "not-found", "too-large", "unsupported-media-type", "offline");

        api.MapPost("/kinds/{kind}/pair", PairAsync)
            .WithTags("Settings").WithName("PairKind")
            .WithSummary("Asks a hub once for a credential, which it gives while somebody presses its button; of those kinds that have one. The credential stays here; its name is for saving and testing, within 10 minutes. Needs the scope 'admin'; where no key is needed, this machine.")
            .Accepts<KindPairRequest>("application/json")
            .Produces<PairAnswer>().MayAnswer("invalid", "not-found", "too-large", "unsupported-media-type", "bad-answer", "offline");
    }

    private static Task<IResult> TestAsync(string kind, IHubKinds kinds, HubSettings settings, IHubTrials trials, HttpContext context, AuditLog audit) =>
        HubSettingsEndpoints.WithBodyAsync<KindTestRequest>(context, async request =>
        {
            if (Find(kind, kinds) is not { } schema)
            {
                return Unknown(kind, kinds);
            }

            return await TryAsync(context, audit, request.Hub, $"settings test {schema.Kind}", async client =>
            {
                var faults = new OptionFaults();
                return settings.Draft(request.Hub, schema.Kind, request.Options ?? [], request.Pairing, faults) is not { } entry ? (Problem.Invalid(faults.All), "invalid")
                    : await trials.TestAsync(entry, client.Name, context.RequestAborted) is { } diagnosis
                    ? (Results.Ok(request.Hub is null ? diagnosis with { Hub = "" } : diagnosis), "ok")
                    : (Problem.Limited("Another test of yours is under way; there is one at a time.", Busy), "limited");
            });
        });

    private static Task<IResult> PairAsync(string kind, IHubKinds kinds, HubSettings settings, IHubTrials trials, Pairings pairings, HttpContext context, AuditLog audit) =>
        HubSettingsEndpoints.WithBodyAsync<KindPairRequest>(context, async request =>
        {
            if (Find(kind, kinds) is not { } schema)
            {
                return Unknown(kind, kinds);
            }

            var name = $"settings pair {schema.Kind}";
            if (!schema.Pairs)
            {
                return await TryAsync(context, audit, null, name, _ => Task.FromResult<(IResult, string)>((Problem.Invalid($"{schema.Label} has no button that gives a credential away; {string.Join(", ", kinds.All.Where(static known => known.Pairs).Select(static known => known.Label))} has."), "invalid")));
            }

            return await TryAsync(context, audit, null, name, async client =>
            {
                var faults = new OptionFaults();
                return settings.DraftOfPairing(schema, request.Options ?? [], faults) is not { } entry ? (Problem.Invalid(faults.All), "invalid")
                    : await AskAsync(entry, schema, trials, pairings, client, context.RequestAborted);
            });
        });

    private static async Task<(IResult Result, string Outcome)> AskAsync(
        HubEntry entry, KindSchema schema, IHubTrials trials, Pairings pairings, CommandClient client, CancellationToken cancellationToken) =>
        await trials.PairAsync(entry, client.Name, cancellationToken) switch
        {
            null => (Problem.Limited("Another pairing or test of yours is under way; there is one at a time.", Busy), "limited"),
            { Token: { } token } => (Results.Ok(new PairAnswer(PairAnswer.IsPaired, "The hub gave a credential.") { Pairing = pairings.Keep(Destinations.Of(entry.Options["Url"])!, token) }), "ok"),
            { Refusal: { } refusal, IsAway: true } => (Problem.Away(refusal, isAtAStandstill: false), "offline"),
            { Refusal: { } refusal } => (Problem.BadAnswer(refusal), "bad-answer"),
            _ => (Results.Ok(new PairAnswer(PairAnswer.IsWaiting, schema.Credential?.Steps is [.., var last] ? last : "Press the hub's button.")), "waiting"),
        };

    private static async Task<IResult> TryAsync(HttpContext context, AuditLog audit, string? hub, string name, Func<CommandClient, Task<(IResult Result, string Outcome)>> work)
    {
        var client = CommandClient.Of(context);
        var outcome = "offline";
        try
        {
            (var result, outcome) = await work(client);
            return result;
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return Problem.Away("The gateway stops; ask again when it is back.", isAtAStandstill: false);
        }
        finally
        {
            audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, hub is null ? null : ShownText.Cut(hub), name, outcome));
        }
    }

    private static KindSchema? Find(string kind, IHubKinds kinds) => kinds.All.FirstOrDefault(known => string.Equals(known.Kind, kind, StringComparison.OrdinalIgnoreCase));

    private static Problem Unknown(string kind, IHubKinds kinds) =>
        Problem.NotFound($"There is no kind '{ShownText.Cut(kind)}'; there are {string.Join(", ", kinds.All.Select(static known => known.Kind))}.");
}

/// <summary>An entry to try.</summary>
/// <param name="Hub">The saved hub that it is to replace; left out: a new one.</param>
/// <param name="Options">As for saving.</param>
/// <param name="Pairing">As for saving.</param>
internal sealed record KindTestRequest(string? Hub, Dictionary<string, JsonElement>? Options, string? Pairing);

/// <summary>A hub to ask for a credential.</summary>
/// <param name="Options">Its <c>Url</c>, and what else is needed to reach it.</param>
internal sealed record KindPairRequest(Dictionary<string, JsonElement>? Options);

/// <summary>What a hub said.</summary>
/// <param name="State"><c>waiting</c>: somebody has yet to press the button; <c>paired</c>: there is a credential.</param>
/// <param name="Detail">What to do, for people.</param>
internal sealed record PairAnswer(string State, string Detail)
{
    public const string IsWaiting = "waiting";
    public const string IsPaired = "paired";

    /// <summary>The credential's name, for saving and testing, good for 10 minutes and for this address.</summary>
    public string? Pairing { get; init; }
}
