using System.Text.Json;
using Gateway.Access;
using Gateway.Configuration;
using Gateway.Settings;

namespace Gateway.Api;

/// <summary>A hub's entry: shown, saved and taken out while the gateway runs.</summary>
internal static class HubSettingsEndpoints
{
    private const int MaxBody = 256 * 1024;

    private const string NoForm = """The body is no JSON object with each name in it once, such as {"options":{"Url":"http://192.168.1.100"}}.""";
    private const string Who = "Needs the scope 'admin'; where no key is needed, this machine.";

    private static readonly JsonSerializerOptions Form = MakeForm();

    public static void MapHubSettings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/hubs/{hub}/settings", Show)
            .WithTags("Settings").WithName("GetHubSettings").WithSummary($"A hub's entry, without its secrets. {Who}")
            .Produces<HubSettingsAnswer>().MayAnswer("not-found");

        api.MapPut("/hubs/{hub}/settings", PutAsync)
            .WithTags("Settings").WithName("PutHubSettings")
            .WithSummary($"Adds a hub, or puts another entry in its place; only this hub is started anew. A secret that is left out stays as it is, as long as kind, address and trusted certificate do. With the header 'If-None-Match: *' a hub that is there already is left alone (412). The answer's 'waitsFor' says what keeps the entry from counting, if anything does. {Who}")
            .Accepts<HubSettingsRequest>("application/json")
            .Produces<HubSettingsAnswer>().MayAnswer("invalid", "configured-elsewhere", "exists", "not-saved", "too-large", "unsupported-media-type");

        api.MapDelete("/hubs/{hub}/settings", Remove)
            .WithTags("Settings").WithName("RemoveHubSettings").WithSummary($"Takes a hub out that was added here: 204, or 200 with what keeps that from counting. {Who}")
            .Produces<HubRemovedAnswer>().Produces(204).MayAnswer("not-found", "configured-elsewhere", "not-saved");
    }

    /// <summary>Reads a form and does something with it; what is wrong with the request is answered.</summary>
    public static async Task<IResult> WithBodyAsync<T>(HttpContext context, Func<T, Task<IResult>> work)
        where T : class
    {
        if (OwnerRule.Refuse(context) is { } refusal)
        {
            return refusal;
        }

        if (!context.Request.HasJsonContentType())
        {
            return Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        RequestBody.Limit(context.Request, MaxBody);
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(Form, context.RequestAborted) is { } request
                ? await work(request)
                : Problem.Invalid(NoForm);
        }
        catch (JsonException)
        {
            return Problem.Invalid(NoForm);
        }
        catch (Exception exception) when (RequestBody.ProblemOf(exception) is { } problem)
        {
            return problem;
        }
    }

    private static IResult Show(string hub, HubSettings settings, HttpContext context) =>
        OwnerRule.Refuse(context) is { } refusal ? refusal
        : settings.Describe(hub) is { } answer ? Results.Ok(answer)
        : Unknown(hub);

    private static Task<IResult> PutAsync(string hub, HubSettings settings, HttpContext context, AuditLog audit) =>
        WithBodyAsync<HubSettingsRequest>(context, request =>
        {
            var client = CommandClient.Of(context);
            var isNew = context.Request.Headers.IfNoneMatch.Any(static value => value?.Trim() is "*");
            var (result, outcome) = Put(hub, request, settings, isNew);
            audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, ShownText.Cut(hub), $"settings put {ShownText.Cut(request.Kind ?? "")}", outcome));
            return Task.FromResult(result);
        });

    private static (IResult Result, string Outcome) Put(string hub, HubSettingsRequest request, HubSettings settings, bool isNew)
    {
        if (isNew && settings.Has(hub))
        {
            return Exists(hub);
        }

        if (settings.PlaceOf(hub) is { } place)
        {
            return (Problem.ConfiguredElsewhere(hub, place), "configured-elsewhere");
        }

        // The hub may stand in that file.
        if (settings.Unreadable is { } unreadable)
        {
            return (Problem.NotSaved(unreadable), "not-saved");
        }

        var faults = new OptionFaults();
        if (settings.Draft(hub, request.Kind, request.Options ?? [], request.Pairing, faults) is not { } entry)
        {
            return (Problem.Invalid(faults.All), "invalid");
        }

        SaveFault? fault;
        if (!isNew)
        {
            fault = settings.Save(entry);
        }
        else if (!settings.TryAdd(entry, out fault))
        {
            return Exists(hub);
        }

        return fault is { IsFull: true } ? (Problem.Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["hub"] = [fault.Text] }), "invalid")
            : fault is not null ? (Problem.NotSaved(fault.Text), "not-saved")
            : (settings.Describe(hub) is { } answer ? Results.Ok(answer with { WaitsFor = settings.WaitsFor }) : Unknown(hub), "ok");
    }

    private static IResult Remove(string hub, HubSettings settings, HttpContext context, AuditLog audit)
    {
        if (OwnerRule.Refuse(context) is { } refusal)
        {
            return refusal;
        }

        var client = CommandClient.Of(context);
        var problem = settings.IsSaved(hub) ? (settings.Remove(hub) is { } fault ? Problem.NotSaved(fault.Text) : null)
            : settings.PlaceOf(hub) is { } place ? Problem.ConfiguredElsewhere(hub, place)
            : Unknown(hub);
        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, ShownText.Cut(hub), "settings delete", problem?.Name ?? "ok"));
        return problem is not null ? problem : settings.WaitsFor is { } waitsFor ? Results.Ok(new HubRemovedAnswer(hub, waitsFor)) : Results.NoContent();
    }

    private static (IResult Result, string Outcome) Exists(string hub) => (Problem.Exists(ShownText.Cut(hub)), "exists");

    private static JsonSerializerOptions MakeForm()
    {
        // Of two values one would be lost, and nobody would be told which.
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };
        ApiSetup.Configure(options);
        return options;
    }

    private static Problem Unknown(string hub) => Problem.NotFound($"There is no hub '{ShownText.Cut(hub)}'.");
}

/// <summary>A hub's entry to save.</summary>
/// <param name="Kind">One of those of <c>GET /api/kinds</c>.</param>
/// <param name="Options">By the option's name: a text, a number, true or false, an object of names with texts (null keeps the text of a name), a list; null takes the option back.</param>
/// <param name="Pairing">The name of a credential that the hub gave away, from <c>POST /api/kinds/{kind}/pair</c>.</param>
internal sealed record HubSettingsRequest(string? Kind, Dictionary<string, JsonElement>? Options, string? Pairing);

/// <summary>A hub that was taken out, and is still served.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="WaitsFor">What keeps that from counting, for people.</param>
internal sealed record HubRemovedAnswer(string Hub, string WaitsFor);
