using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Deconz.Rest;

internal sealed record DeconzAnswer(int Status, string Body, string? ETag = null)
{
    public static DeconzAnswer Json(JsonNode node, string? etag = null) => new(StatusCodes.Status200OK, DeconzHouse.Text(node), etag);

    public static DeconzAnswer Error(int status, int type, string address, string description) =>
        new(status, DeconzHouse.Text(new JsonArray(ErrorElement(type, address, description))));

    public static DeconzAnswer NotAvailable(string address) =>
        Error(StatusCodes.Status404NotFound, 3, address, $"resource, {address}, not available");

    /// <summary>As source and reports have it: the words say another number than the type.</summary>
    public static DeconzAnswer Busy(string address) => Error(StatusCodes.Status503ServiceUnavailable, 901, address, "Internal error, 951");

    public static JsonObject ErrorElement(int type, string address, string description) => new()
    {
        ["error"] = new JsonObject { ["address"] = address, ["description"] = description, ["type"] = type },
    };

    public static JsonObject SuccessElement(string address, JsonNode? value) => new() { ["success"] = new JsonObject { [address] = value?.DeepClone() } };

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        if (ETag is not null)
            context.Response.Headers.ETag = ETag;
        if (Status == StatusCodes.Status304NotModified)
            return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}

/// <summary>One request below a key.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">The segments below the key.</param>
/// <param name="Body">Null where there was none, or no JSON object.</param>
internal sealed record DeconzRequest(string Method, string[] Path, JsonObject? Body)
{
    public string Address => "/" + string.Join('/', Path);

    public DeconzAnswer MissingBody() => DeconzAnswer.Error(StatusCodes.Status400BadRequest, 2, Address, "body contains invalid JSON");

    public DeconzAnswer WrongMethod() =>
        DeconzAnswer.Error(StatusCodes.Status405MethodNotAllowed, 4, Address, $"method, {Method}, not available for resource, {Address}");
}
