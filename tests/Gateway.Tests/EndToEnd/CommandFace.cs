using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.Tests.Api;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.EndToEnd;

/// <summary>The ways by which a client sends a command, so that a test can hold what it says of one against all.</summary>
internal static class CommandFace
{
    public const string Rest = "REST", SignalR = "SignalR", Batch = "batch";

    /// <summary>Sends a command and answers its outcome in the form of SignalR's, with <c>http</c> (REST's status) and <c>retryAfter</c> (its header) beside it.</summary>
    public static Task<JsonObject> SendAsync(string face, Uri url, JsonObject command) => face switch
    {
        Rest => PostAsync(url, command),
        Batch => PostBatchAsync(url, command),
        _ => CallAsync(url, command),
    };

    public static async Task<JsonArray> BatchAsync(Uri url, JsonArray commands)
    {
        using var http = new HttpClient { BaseAddress = url };
        using var answer = await http.PostAsJsonAsync("/api/hubs/home/commands/batch", commands).Soon();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonArray>())!;
    }

    private static async Task<JsonObject> PostBatchAsync(Uri url, JsonObject command) => (await BatchAsync(url, [command.DeepClone()]))[0]!.DeepClone().AsObject();

    private static async Task<JsonObject> PostAsync(Uri url, JsonObject command)
    {
        using var http = new HttpClient { BaseAddress = url };
        var body = command.DeepClone().AsObject();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hubs/home/commands");
        if (body["idempotencyKey"] is { } key)
        {
            request.Headers.Add("Idempotency-Key", key.GetValue<string>());
            body.Remove("idempotencyKey");
        }

        request.Content = JsonContent.Create(body);
        using var answer = await http.SendAsync(request).Soon();
        var outcome = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        if (outcome["type"]?.GetValue<string>() is { } type)
        {
            outcome["error"] = new JsonObject { ["type"] = type, ["message"] = outcome["detail"]!.DeepClone(), ["hubError"] = outcome["hubError"]?.DeepClone() };
            outcome["status"] = type["urn:gateway:".Length..];
        }

        if (answer.Headers.TryGetValues("Idempotent-Replayed", out var replayed))
        {
            outcome["replayed"] = bool.Parse(replayed.Single());
        }

        outcome["http"] = (int)answer.StatusCode;
        outcome["retryAfter"] = answer.Headers.RetryAfter?.Delta?.TotalSeconds;
        return outcome;
    }

    private static async Task<JsonObject> CallAsync(Uri url, JsonObject command)
    {
        var request = command.DeepClone().AsObject();
        request["hub"] = "home";
        await using var socket = await (await RawWebSocket.ConnectAsync(url)).SubscribedAsync();
        await socket.CallAsync("Command", request.ToJsonString(), "c");
        var record = JsonNode.Parse(await socket.UntilAsync(static record => record.Contains("\"invocationId\":\"c\"", StringComparison.Ordinal)))!;
        return record["result"]?.DeepClone().AsObject() ?? new JsonObject { ["exception"] = record["error"]!.GetValue<string>() };
    }
}
