using System.Text.Json;
using Gateway.Access;
using Gateway.Configuration;
using Gateway.Diagnostics;

namespace Gateway.Api;

/// <summary>The log's levels, changed while running.</summary>
internal static class LogLevelsEndpoints
{
    private const int MaxCategory = 200;
    private const double MaxMinutes = 7 * 24 * 60;

    public static void MapLogLevels(this IEndpointRouteBuilder api)
    {
        api.MapGet("/log-level", (LogLevels levels, HttpContext context) => Caller.Of(context.User) is { IsAdmin: false } caller ? Problem.Forbidden(caller.Lacks("admin")) : Results.Ok(Describe(levels)))
            .WithTags("Health").WithName("ListLogLevels").WithSummary("The levels that were set while running, by category.")
            .Produces<LogLevelAnswer[]>().MayAnswer();

        api.MapPut("/log-level", SetAsync)
            .WithTags("Health").WithName("SetLogLevel").WithSummary("Sets the log's level of a category and of what begins with it, at once; without a level the configuration's counts again.")
            .Accepts<LogLevelRequest>("application/json").Produces<LogLevelAnswer[]>().MayAnswer("invalid", "too-large", "unsupported-media-type");
    }

    private static async Task<IResult> SetAsync(LogLevels levels, HttpContext context, AuditLog audit)
    {
        var client = CommandClient.Of(context);
        if (!client.Caller.IsAdmin)
        {
            return Problem.Forbidden(client.Caller.Lacks("admin"));
        }

        if (!context.Request.HasJsonContentType())
        {
            return Problem.FromStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        RequestBody.Limit(context.Request);
        try
        {
            return Set(await context.Request.ReadFromJsonAsync<LogLevelRequest>(context.RequestAborted), levels, client, audit);
        }
        catch (JsonException)
        {
            return Problem.Invalid("""The body is no such JSON object: {"category":"Gateway.Upstreams","level":"Debug","minutes":10}.""");
        }
        catch (Exception exception) when (RequestBody.ProblemOf(exception) is { } problem)
        {
            return problem;
        }
    }

    private static IResult Set(LogLevelRequest? request, LogLevels levels, CommandClient client, AuditLog audit)
    {
        if (request?.Category is not { Length: > 0 and <= MaxCategory } category || category.Any(static letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '_')))
        {
            return Problem.Invalid($"'category' is the name of a category, or what several begin with, such as \"Gateway.Upstreams\": 1 to {MaxCategory} letters, digits, dots and underscores.");
        }

        LogLevel? level = null;
        if (request.Level is { } text)
        {
            if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsAsciiDigit(text[0]))
            {
                return Problem.Invalid($"'level' is '{ShownText.Cut(text)}'; it is one of {string.Join(", ", Enum.GetNames<LogLevel>())}, or left out for what the configuration says.");
            }

            level = parsed;
        }

        if (request.Minutes is { } minutes && minutes is not (> 0 and <= MaxMinutes))
        {
            return Problem.Invalid($"'minutes' is above 0 and at most {MaxMinutes}, or left out: until it is changed or the gateway ends.");
        }

        if (category.StartsWith(LogLevels.RequestLines, StringComparison.OrdinalIgnoreCase))
        {
            return Problem.Invalid($"'{LogLevels.RequestLines}' stays at Warning: its lines show the whole address of each request, and with it tickets.");
        }

        if (LogLevels.Audit.Equals(category, StringComparison.OrdinalIgnoreCase) && level > LogLevel.Information)
        {
            return Problem.Invalid($"'{LogLevels.Audit}' cannot be silenced while running; the configuration's 'Logging' can.");
        }

        audit.Write(new AuditEntry(client.Caller.Name, ClientAddress.Of(client.Address), AuditAction.Admin, Hub: null, $"log-level {category} {level}", "asked"));
        if (!levels.TrySet(category, level, request.Minutes is { } limit ? TimeSpan.FromMinutes(limit) : null))
        {
            return Problem.Invalid($"{LogLevels.MaxCategories} categories have a level set already; take one back first, with its name and no level.");
        }

        return Results.Ok(Describe(levels));
    }

    private static IEnumerable<LogLevelAnswer> Describe(LogLevels levels) => levels.All.Select(static row => new LogLevelAnswer(row.Category, row.Level.ToString(), row.Until));
}

/// <summary>A level to set.</summary>
/// <param name="Category">A category, or what several begin with, such as <c>Gateway.Upstreams</c>.</param>
/// <param name="Level"><c>Trace</c>, <c>Debug</c>, <c>Information</c>, <c>Warning</c>, <c>Error</c>, <c>Critical</c> or <c>None</c>; left out: the configuration's again.</param>
/// <param name="Minutes">After which it is taken back by itself: above 0, at most a week. Default: never.</param>
internal sealed record LogLevelRequest(string? Category, string? Level, double? Minutes);

/// <summary>A level that was set while running.</summary>
/// <param name="Category">The category.</param>
/// <param name="Level">Its level.</param>
/// <param name="Until">When it is taken back by itself, UTC; not there when never.</param>
internal sealed record LogLevelAnswer(string Category, string Level, DateTimeOffset? Until);
