using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Deconz.Rest;

/// <summary>The REST API: pairing, the whitelist, and what stands below a key. Under the house's gate.</summary>
internal static class DeconzRest
{
    private static readonly TimeSpan UnlockLimit = TimeSpan.FromSeconds(600);

    /// <summary>Answers a request without a key: pairing and the basic configuration.</summary>
    public static DeconzAnswer Open(DeconzInstance instance, string method, string[] path, string body, string authorization) => (method, path) switch
    {
        ("GET", ["config"]) => DeconzAnswer.Json(instance.BasicConfig()),
        ("POST", []) => Pair(instance, Parse(body), authorization),
        _ => DeconzAnswer.Error(StatusCodes.Status403Forbidden, 1, "/" + string.Join('/', path), "unauthorized user"),
    };

    /// <summary>Answers a request below a known key.</summary>
    public static DeconzAnswer Answer(DeconzInstance instance, DeconzRequest request, string ifNoneMatch) => (request.Method, request.Path) switch
    {
        ("GET", []) => Everything(instance, ifNoneMatch),
        ("GET", ["config"]) => DeconzAnswer.Json(instance.Config()),
        ("PUT", ["config"]) => request.Body is { } body ? Configure(instance, request, body) : request.MissingBody(),
        ("DELETE", ["config", "whitelist", var key]) => instance.Keys.Remove(key)
            ? DeconzAnswer.Json(new JsonArray(new JsonObject { ["success"] = $"/config/whitelist/{key} deleted." }))
            : DeconzAnswer.NotAvailable("/config/whitelist"),
        ("GET", ["rules" or "schedules" or "resourcelinks" or "scenes"]) => DeconzAnswer.Json(new JsonObject()),
        (_, [var kind, ..]) when instance.House.Knows(kind) => DeconzThings.Answer(instance.House, request),
        _ => DeconzAnswer.NotAvailable(request.Address),
    };

    public static JsonObject? Parse(string body)
    {
        try
        {
            return body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DeconzAnswer Everything(DeconzInstance instance, string ifNoneMatch)
    {
        var etag = $"\"{instance.House.Version:x8}\"";
        if (string.Equals(ifNoneMatch, etag, StringComparison.Ordinal))
        {
            instance.NotModified++;
            return new DeconzAnswer(StatusCodes.Status304NotModified, "", etag);
        }

        instance.Snapshots++;
        var all = new JsonObject { ["config"] = instance.Config() };
        foreach (var kind in (string[])["groups", "lights", "sensors", "alarmsystems"])
            all[kind] = DeconzThings.All(instance.House, kind);
        foreach (var kind in (string[])["resourcelinks", "rules", "scenes", "schedules"])
            all[kind] = new JsonObject();
        return DeconzAnswer.Json(all, etag);
    }

    private static DeconzAnswer Pair(DeconzInstance instance, JsonObject? body, string authorization)
    {
        if (body is null)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 2, "/", "body contains invalid JSON");
        if (body["devicetype"]?.GetValueKind() is not JsonValueKind.String)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 5, "/", "missing parameters in body");
        if (!instance.Keys.IsUnlocked && !instance.Keys.IsLogin(authorization))
            return DeconzAnswer.Error(StatusCodes.Status403Forbidden, 101, "/", "link button not pressed");
        var wanted = body["username"]?.GetValueKind() is JsonValueKind.String ? body["username"]!.GetValue<string>() : null;
        if (wanted is { Length: < 10 or > 40 })
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 7, "/", $"invalid value, {wanted}, for parameter, username");
        var key = instance.Keys.Create(body["devicetype"]!.GetValue<string>(), wanted);
        return DeconzAnswer.Json(new JsonArray(new JsonObject { ["success"] = new JsonObject { ["username"] = key } }));
    }

    private static DeconzAnswer Configure(DeconzInstance instance, DeconzRequest request, JsonObject body)
    {
        var results = new JsonArray();
        foreach (var (name, value) in body)
        {
            var isTaken = (name, value) switch
            {
                ("name", JsonValue text) when text.TryGetValue<string>(out var given) => Take(() => instance.Name = given),
                ("websocketnotifyall", JsonValue flag) when flag.TryGetValue<bool>(out var all) => Take(() => instance.House.NotifyAll = all),
                ("unlock", JsonValue number) when number.TryGetValue<int>(out var seconds) && seconds >= 0 && seconds <= UnlockLimit.TotalSeconds =>
                    Take(() => instance.Keys.Unlock(TimeSpan.FromSeconds(seconds))),
                ("permitjoin", JsonValue number) when number.TryGetValue<int>(out var seconds) => Take(() => instance.PermitsJoin = seconds > 0),
                _ => false,
            };
            results.Add((JsonNode)(isTaken
                ? DeconzAnswer.SuccessElement($"/config/{name}", value)
                : DeconzAnswer.ErrorElement(name is "name" or "websocketnotifyall" or "unlock" or "permitjoin" ? 7 : 6, $"/config/{name}", $"parameter, {name}, not available or its value invalid")));
        }

        return DeconzAnswer.Json(results);
    }

    private static bool Take(Action change)
    {
        change();
        return true;
    }
}
