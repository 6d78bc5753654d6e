using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>A refusal in the API's own words.</summary>
internal sealed record DiaryError(string Id, string Message, JsonNode? Data = null)
{
    public static DiaryError Forbidden { get; } = new("forbidden", "The given token's access permissions do not allow this operation.");

    public static DiaryError UnknownToken { get; } = new("invalid-access-token", "Cannot find access from token.");

    public int Status => Id switch
    {
        "invalid-access-token" => 403,
        "forbidden" => 403,
        "invalid-method" or "unknown-resource" => 404,
        "item-already-exists" or "stale-resource" => 409,
        "too-many-results" => 413,
        "wrong-core" => 421,
        "unexpected-error" => 500,
        "api-unavailable" => 503,
        _ => 400,
    };

    public static DiaryError UnknownMethod(string method) => new("invalid-method", $"Invalid method id \"{method}\"");

    public static DiaryError UnknownResource(string kind, string id) => new("unknown-resource", $"Unknown {kind} \"{id}\"");

    /// <summary>As the schema's validator tells it.</summary>
    public static DiaryError BadParameters(string code, string param, string message, string path) => new(
        "invalid-parameters-format",
        "The parameters' format is invalid.",
        new JsonArray(new JsonObject { ["code"] = code, ["params"] = new JsonArray(new JsonArray(param)), ["message"] = message, ["path"] = path }));

    public JsonObject ToJson()
    {
        var error = new JsonObject { ["id"] = Id, ["message"] = Message };
        if (Data is not null)
            error["data"] = Data.DeepClone();
        return error;
    }
}

/// <summary>What a method answers.</summary>
/// <param name="Members">The result's members; null when it is an error.</param>
/// <param name="Error">Why not.</param>
internal sealed record DiaryAnswer(JsonObject? Members, DiaryError? Error = null)
{
    /// <summary>Told first, as after a change, or last, as after a question; the real server does both.</summary>
    public bool IsMetaFirst { get; init; }

    /// <summary>The methods about scopes are answered without it.</summary>
    public bool HasMeta { get; init; } = true;

    /// <summary>What HTTP answers when all is well.</summary>
    public int Status { get; init; } = 200;

    public static implicit operator DiaryAnswer(DiaryError error) => new(null, error);

    public static implicit operator DiaryAnswer(JsonObject members) => new(members);

    /// <summary>The answer's object, with what the server says of itself.</summary>
    public string ToJson(string apiVersion, double serverTime)
    {
        var meta = "\"meta\":" + $$"""{"apiVersion":{{WireJson.Quote(apiVersion)}},"serverTime":{{serverTime.ToString("R", CultureInfo.InvariantCulture)}},"serial":"2026112101"}""";
        var body = WireJson.Text(Error is null ? Members : new JsonObject { ["error"] = Error.ToJson() });
        if (!HasMeta)
            return body;
        var members = body[1..^1];
        var separator = members.Length == 0 ? "" : ",";
        return IsMetaFirst ? $"{{{meta}{separator}{members}}}" : $"{{{members}{separator}{meta}}}";
    }
}
