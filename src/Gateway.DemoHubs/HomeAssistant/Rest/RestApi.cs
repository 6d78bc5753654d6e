using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Services;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.HomeAssistant.Rest;

internal sealed record RestAnswer(int Status, string Body, string ContentType = "application/json")
{
    public static RestAnswer Text(int status, string text) => new(status, text, "text/plain; charset=utf-8");

    public async Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ContentType;
        await context.Response.WriteAsync(Body, context.RequestAborted);
    }
}

internal static class RestApi
{
    public static async Task<RestAnswer> AnswerAsync(HttpContext context, DemoInstance instance)
    {
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith("/api/", StringComparison.Ordinal))
            return RestAnswer.Text(StatusCodes.Status404NotFound, "404: Not Found");
        if (!IsAuthorised(context, instance))
            return RestAnswer.Text(StatusCodes.Status401Unauthorized, "401: Unauthorized");

        var isPost = HttpMethods.IsPost(context.Request.Method);
        var parts = path["/api/".Length..].Split('/');
        if (parts is ["services", var domain, var service] && isPost)
        {
            using var body = new StreamReader(context.Request.Body);
            return Call(instance, domain, service, await body.ReadToEndAsync(context.RequestAborted));
        }

        return HttpMethods.IsGet(context.Request.Method) ? Get(instance, parts) : RestAnswer.Text(StatusCodes.Status405MethodNotAllowed, "405: Method Not Allowed");
    }

    /// <summary>Whether somebody who may asks for the stream of events.</summary>
    public static bool IsStream(HttpContext context, DemoInstance instance) =>
        context.Request.Path == "/api/stream" && HttpMethods.IsGet(context.Request.Method) && IsAuthorised(context, instance);

    private static bool IsAuthorised(HttpContext context, DemoInstance instance) =>
        context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.Ordinal)
        && instance.Accepts(header["Bearer ".Length..]);

    private static RestAnswer Get(DemoInstance instance, string[] parts)
    {
        lock (instance.House.Gate)
        {
            return parts switch
            {
                [""] => new RestAnswer(StatusCodes.Status200OK, """{"message":"API running."}"""),
                ["config"] => new RestAnswer(StatusCodes.Status200OK, instance.Config),
                ["states"] => new RestAnswer(StatusCodes.Status200OK, States(instance.House.States)),
                ["states", var id] => instance.House.Find(id) is { } state
                    ? new RestAnswer(StatusCodes.Status200OK, state.Json)
                    : new RestAnswer(StatusCodes.Status404NotFound, """{"message":"Entity not found."}"""),
                ["services"] => new RestAnswer(StatusCodes.Status200OK, ServiceTable.RestJson),
                _ => RestAnswer.Text(StatusCodes.Status404NotFound, "404: Not Found"),
            };
        }
    }

    private static RestAnswer Call(DemoInstance instance, string domain, string service, string body)
    {
        JsonNode? data;
        try
        {
            data = body.Length == 0 ? new JsonObject() : WireJson.Parse(body);
        }
        catch (JsonException)
        {
            data = null;
        }

        if (data is not JsonObject fields)
            return new RestAnswer(StatusCodes.Status400BadRequest, """{"message":"Data should be valid JSON."}""");
        lock (instance.House.Gate)
        {
            var context = instance.House.NewContext(HouseCatalog.UserId);
            return ServiceTable.Call(instance.House, domain, service, fields, context) is { } fault
                ? RestAnswer.Text(StatusCodes.Status400BadRequest, "400: " + (fault.Code is WireMessages.NotFound ? "Bad Request" : fault.Message))
                : new RestAnswer(StatusCodes.Status200OK, States(instance.House.States.Where(state => state.Context == context)));
        }
    }

    private static string States(IEnumerable<EntityState> states) => "[" + string.Join(',', states.Select(state => state.Json)) + "]";
}
