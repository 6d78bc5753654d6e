using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Commands;

namespace Gateway.Api;

/// <summary>
/// An answer that says what went wrong (RFC 9457), with <c>type</c> <c>urn:gateway:…</c>. The detail is written for people and
/// never holds exception text, credentials or inner addresses.
/// </summary>
/// <param name="Name">The last part of the type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same for every problem of this type.</param>
/// <param name="Detail">What happened this time, and the cure.</param>
internal sealed record Problem(string Name, int Status, string Title, string Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    private const string LimitedTitle = "Too much at once; this was not done.";

    /// <summary>The hub's own error, untouched.</summary>
    public RawJson? HubError { get; init; }

    public double? ElapsedMs { get; init; }

    /// <summary>What the topic told that was to confirm a command.</summary>
    public CommandConfirmed? Confirmed { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Of a form: what is wrong with each of its members.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>What clients get.</summary>
    public ProblemBody Body => new($"urn:gateway:{Name}", Title, Status, Detail, HubError, ElapsedMs, Confirmed, Errors);

    public static Problem Invalid(string detail) => new("invalid", StatusCodes.Status400BadRequest, "The request is malformed.", detail);

    /// <summary>A form with mistakes.</summary>
    /// <param name="errors">By member; at least one.</param>
    public static Problem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        Invalid(string.Join(' ', errors.SelectMany(static row => row.Value.Select(fault => $"{row.Key}: {fault}")))) with { Errors = errors };

    /// <summary>What was to be changed stands where only its owner changes it.</summary>
    public static Problem ConfiguredElsewhere(string hub, string place) => new(
        "configured-elsewhere", StatusCodes.Status409Conflict, "This is changed elsewhere.", $"Hub '{hub}' stands in {place}. Change it there, or take it out there and add it here.");

    /// <summary>Something was to be added, and only if there was none.</summary>
    public static Problem Exists(string hub) => new(
        "exists", StatusCodes.Status412PreconditionFailed, "There is one already.", $"There is a hub '{hub}' already. Choose another id, or leave 'If-None-Match' out to put this entry in its place.");

    /// <param name="detail">What keeps it from being written, and the cure.</param>
    public static Problem NotSaved(string detail) => new("not-saved", StatusCodes.Status503ServiceUnavailable, "This could not be saved.", detail);

    public static Problem Forbidden(string detail) => new("forbidden", StatusCodes.Status403Forbidden, "This may not be.", detail);

    /// <summary>Nobody knows who asks.</summary>
    public static Problem Unauthorized(string detail) => new("unauthorized", StatusCodes.Status401Unauthorized, "A valid access key is needed.", detail);

    /// <summary>Too much of something that is not a command.</summary>
    public static Problem Limited(string detail, TimeSpan retryAfter) =>
        new("limited", StatusCodes.Status429TooManyRequests, LimitedTitle, detail) { RetryAfter = retryAfter };

    /// <param name="waiting">How many hubs have not been tried yet. Not which: everybody may ask.</param>
    public static Problem NotReady(int waiting) =>
        new("not-ready", StatusCodes.Status503ServiceUnavailable, "The gateway is starting.", $"Hubs that were not tried yet: {waiting}.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <param name="failures">How many parts have stopped. Not which: everybody may ask.</param>
    public static Problem NotLive(int failures) =>
        new("not-live", StatusCodes.Status503ServiceUnavailable, "The gateway must be started anew.", $"Parts that have stopped: {failures}. The log names them.");

    public static Problem NotFound(string detail) => new("not-found", StatusCodes.Status404NotFound, "There is no such thing.", detail);

    /// <summary>The hub answered an HTTP request, but with what cannot be passed on.</summary>
    public static Problem BadAnswer(string detail) => new("bad-answer", StatusCodes.Status502BadGateway, "The hub's answer cannot be passed on.", detail);

    /// <summary>The hub said no to a topic.</summary>
    public static Problem Rejected(string detail) => new("rejected", StatusCodes.Status422UnprocessableEntity, "The hub refused the topic.", detail);

    /// <param name="detail">What that means this time.</param>
    /// <param name="isAtAStandstill">Whether a person must act before anything changes.</param>
    public static Problem Away(string detail, bool isAtAStandstill) => new("offline", StatusCodes.Status503ServiceUnavailable, "The hub is away.", detail)
    {
        RetryAfter = isAtAStandstill ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1),
    };

    /// <summary>A command's outcome other than <c>ok</c> and <c>sent</c>.</summary>
    public static Problem From(CommandOutcome outcome)
    {
        if (outcome.IsKeyReused)
        {
            return new Problem("key-reused", StatusCodes.Status422UnprocessableEntity, "The idempotency key was used for another command.", outcome.Detail!);
        }

        var (status, title) = Describe(outcome.Status);
        return new Problem(outcome.Word, status, title, outcome.Detail ?? title)
        {
            HubError = RawJson.OrNull(outcome.HubError),
            ElapsedMs = Math.Round(outcome.Elapsed.TotalMilliseconds, 3),
            Confirmed = outcome.Confirmed,
            RetryAfter = outcome.Status is CommandStatus.Offline or CommandStatus.Limited ? outcome.RetryAfter ?? TimeSpan.FromSeconds(1) : null,
        };
    }

    /// <summary>For statuses that the framework sets by itself.</summary>
    public static Problem FromStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => NotFound("Nothing is served at this path; /swagger lists what is."),
        StatusCodes.Status405MethodNotAllowed => new("method-not-allowed", status, "The method is not allowed.", "This path exists, but not with this method; /swagger lists the methods."),
        StatusCodes.Status413PayloadTooLarge => new("too-large", status, "The request is too large.", "A request's body may have up to 1 MiB."),
        StatusCodes.Status415UnsupportedMediaType => new("unsupported-media-type", status, "The content type is not supported.", "Send the body as application/json, or a raw packet as text/plain."),
        StatusCodes.Status503ServiceUnavailable => new("unavailable", status, "The gateway cannot take more.", "There are as many connections as 'Clients:MaxConnections' allows; try again later."),
        >= 500 => new("internal", status, "The gateway failed.", "The request failed by a fault of the gateway; its log has the details."),
        _ => new("invalid", status, "The request is malformed.", $"The request was refused with HTTP {status}."),
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Features.Set(this);
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (RetryAfter is { } retryAfter)
        {
            response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Body, ApiJson.Readable.ProblemBody), httpContext.RequestAborted);
    }

    private static (int Status, string Title) Describe(CommandStatus status) => status switch
    {
        CommandStatus.Rejected => (StatusCodes.Status422UnprocessableEntity, "The hub refused the command."),
        CommandStatus.Invalid => (StatusCodes.Status400BadRequest, "The command is malformed."),
        CommandStatus.Offline => (StatusCodes.Status503ServiceUnavailable, "The hub is away; the command was not sent."),
        CommandStatus.Timeout => (StatusCodes.Status504GatewayTimeout, "The hub did not answer in time; the outcome is unknown."),
        CommandStatus.Unknown => (StatusCodes.Status502BadGateway, "The session was lost; the outcome is unknown."),
        CommandStatus.Limited => (StatusCodes.Status429TooManyRequests, LimitedTitle),
        CommandStatus.Expired => (StatusCodes.Status412PreconditionFailed, "The command expired; it was not sent."),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "This outcome is no problem."),
    };
}

/// <summary>The body of a problem.</summary>
/// <param name="Type"><c>urn:gateway:…</c>.</param>
/// <param name="Title">The same for every problem of this type.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">What happened this time, and the cure.</param>
/// <param name="HubError">The hub's own error, untouched; only with <c>urn:gateway:rejected</c>.</param>
/// <param name="ElapsedMs">For commands: milliseconds from acceptance to the outcome.</param>
/// <param name="Confirmed">For commands that a topic was to confirm, and that may have run: whether an event followed.</param>
/// <param name="Errors">For forms: what is wrong, by member.</param>
internal sealed record ProblemBody(
    string Type, string Title, int Status, string Detail, RawJson? HubError = null, double? ElapsedMs = null, CommandConfirmed? Confirmed = null,
    IReadOnlyDictionary<string, string[]>? Errors = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ApiJson : JsonSerializerContext
{
    /// <summary>Texts for people are not full of escapes; no answer is ever put into HTML.</summary>
    public static ApiJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
