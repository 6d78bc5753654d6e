using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey.Api;
using Gateway.DemoHubs.SocketIO;
using Gateway.DemoHubs.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Homey;

/// <summary>The HTTP API under <c>/api/manager/</c>. Discovery alone needs no token.</summary>
internal sealed class HomeyHttp(SocketIOServer server, HomeyApplication application, HomeyDemoHubOptions options)
{
    private const string IdHeader = "X-Homey-ID";

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var claimed = request.Headers[IdHeader].ToString();
        server.Requests.Add(server.Credentials.Mask($"{request.Method} {request.Path}{request.QueryString}" + (claimed.Length > 0 ? $" {IdHeader}: {claimed}" : "")));
        if (request.Path.Value?.TrimEnd('/') is "/api/manager/system/ping" && HttpMethods.IsGet(request.Method))
        {
            await PingAsync(context);
            return;
        }

        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.Ordinal) || !server.Credentials.Accepts(header["Bearer ".Length..]))
            await WriteAsync(context, HomeyAnswer.Fail(401, "invalid_token", "Invalid token"));
        else if (claimed.Length > 0 && !string.Equals(claimed, options.HomeyId, StringComparison.Ordinal))
            await WriteAsync(context, HomeyAnswer.NotFound("Homey"));
        else if (Find(request) is not { } found)
            await WriteAsync(context, HomeyAnswer.NotFound("Endpoint"));
        else if (await ReadAsync(request, found.Arguments))
            await RunAsync(context, found.Operation, found.Arguments);
        else
            await WriteAsync(context, HomeyAnswer.Fail(400, "invalid_json", "The body is no JSON object"));
    }

    private static (HomeyOperation Operation, JsonObject Arguments)? Find(HttpRequest request) =>
        request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is ["api", "manager", var manager, .. var segments]
            ? OperationTable.Find(request.Method, manager, segments)
            : null;

    /// <summary>Adds the members of the body; the path wins. False when there is a body which is no object.</summary>
    private async Task<bool> ReadAsync(HttpRequest request, JsonObject arguments)
    {
        if (HttpMethods.IsGet(request.Method))
            return true;
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        server.Journal.Add(server.Credentials.Mask($"{request.Method} {request.Path} {text}".TrimEnd()));
        if (text.Length == 0)
            return true;
        try
        {
            if (WireJson.Parse(text) is not JsonObject body)
                return false;
            foreach (var (name, value) in body)
            {
                if (!arguments.ContainsKey(name))
                    arguments[name] = value?.DeepClone();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private async Task RunAsync(HttpContext context, HomeyOperation operation, JsonObject arguments)
    {
        var answered = new TaskCompletionSource<HomeyAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (server.Gate)
        {
            server.Journal.Count(operation.Name);
            var answer = application.Run(operation, arguments);
            if (server.Answers.TakeClose(operation.Name))
            {
                context.Abort();
                return;
            }

            server.Answers.Answer(operation.Name, () => answered.TrySetResult(answer));
        }

        var given = await answered.Task.WaitAsync(context.RequestAborted);
        await server.Engine.Freeze.PassAsync(context.RequestAborted);
        await WriteAsync(context, given);
    }

    private async Task PingAsync(HttpContext context)
    {
        string? refusal;
        lock (server.Gate)
            refusal = application.Faults.Discovery;
        if (refusal is not null)
        {
            await WriteAsync(context, new HomeyAnswer(403, Result: null, $$"""{"error":{{WireJson.Quote(refusal)}},"statusCode":403}"""));
            return;
        }

        var headers = context.Response.Headers;
        headers[IdHeader] = options.HomeyId;
        headers["X-Homey-Version"] = options.Version;
        headers["X-Homey-Tier"] = "pro";
        var asked = context.Request.Query["id"].ToString();
        var isOther = asked.Length > 0 && !string.Equals(asked, options.HomeyId, StringComparison.Ordinal);
        await WriteAsync(context, isOther ? HomeyAnswer.Ok("false") : HomeyAnswer.Done);
    }

    private static async Task WriteAsync(HttpContext context, HomeyAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body.Length == 0)
            return;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
