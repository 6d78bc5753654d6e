using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Pryv.Account;
using Gateway.DemoHubs.Pryv.Methods;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Pryv;

/// <summary>The methods' HTTP twins below <c>/{user}/</c>, with the bare token as <c>Authorization</c>.</summary>
internal sealed class DiaryHttp(SocketIOServer server, DiaryHub hub, DiaryDemoHubOptions options)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        server.Requests.Add(server.Credentials.Mask($"{request.Method} {request.Path}{request.QueryString}"));
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        int status;
        string body;
        lock (server.Gate)
        {
            (status, body) = hub.Core is { } core ? Misdirected(core) : Answer(request, text);
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private (int Status, string Body) Misdirected(Uri core) => (421, WireJson.Text(new JsonObject
    {
        ["error"] = new JsonObject { ["id"] = "wrong-core", ["message"] = "This account lives on another core.", ["coreUrl"] = core.ToString() },
    }));

    private (int Status, string Body) Answer(HttpRequest request, string text)
    {
        var parts = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var user, ..] || !string.Equals(user, hub.Account.User, StringComparison.Ordinal))
            return Write(DiaryError.UnknownResource("user", parts.FirstOrDefault() ?? ""));
        var token = request.Headers.Authorization.ToString() is { Length: > 0 } header ? header : request.Query["auth"].ToString();
        if (token.Length == 0)
        {
            return Write(
                new DiaryError("invalid-access-token", "The access token is missing: expected an \"Authorization\" header or an \"auth\" query string parameter."),
                StatusCodes.Status401Unauthorized);
        }

        if (hub.Account.Find(token) is not { } access)
            return Write(DiaryError.UnknownToken);

        JsonNode? body;
        try
        {
            body = text.Length == 0 ? new JsonObject() : WireJson.Parse(text);
        }
        catch (JsonException)
        {
            return Write(new DiaryError("invalid-request-structure", "Request body could not be read as JSON."));
        }

        return Route(request, parts[1..], body) is var (method, parameters)
            ? Write(Call(method, parameters, access))
            : Write(DiaryError.UnknownResource("path", request.Path));
    }

    private DiaryAnswer Call(string method, JsonNode? parameters, DiaryAccess access)
    {
        server.Journal.Count(method);
        return hub.Methods.Call(method, parameters, access);
    }

    private static (string Method, JsonNode? Parameters)? Route(HttpRequest request, string[] parts, JsonNode? body) => (request.Method, parts) switch
    {
        ("POST", []) => ("callBatch", body),
        ("GET", ["access-info"]) => ("getAccessInfo", new JsonObject()),
        ("GET", ["service", "info"]) => ("service.info", new JsonObject()),
        ("GET", ["events" or "streams" or "accesses"]) => ($"{parts[0]}.get", Query(request)),
        ("POST", ["events" or "streams" or "accesses"]) => ($"{parts[0]}.create", body),
        ("GET", ["events", var id]) => ("events.getOne", new JsonObject { ["id"] = id }),
        ("PUT", ["events" or "streams", var id]) => ($"{parts[0]}.update", new JsonObject { ["id"] = id, ["update"] = body }),
        ("DELETE", ["events" or "streams" or "accesses", var id]) => ($"{parts[0]}.delete", new JsonObject { ["id"] = id }),
        _ => null,
    };

    /// <summary>A query knows texts alone; the schema wants numbers and flags.</summary>
    private static JsonObject Query(HttpRequest request)
    {
        var parameters = new JsonObject();
        foreach (var (name, values) in request.Query.Where(static pair => pair.Key is not "auth"))
        {
            var text = values[^1] ?? "";
            parameters[name.Replace("[]", "", StringComparison.Ordinal)] = name.EndsWith("[]", StringComparison.Ordinal)
                ? new JsonArray([.. values.Select(static value => JsonValue.Create(value))])
                : double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
                : bool.TryParse(text, out var flag) ? flag : text;
        }

        return parameters;
    }

    private (int Status, string Body) Write(DiaryAnswer answer, int? status = null) =>
        (status ?? answer.Error?.Status ?? answer.Status, answer.ToJson(options.ApiVersion, hub.Account.Clock.Now));
}
