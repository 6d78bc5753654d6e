using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Deconz.Rest;

/// <summary>What can be asked of groups and their scenes. Under the house's gate.</summary>
internal static class DeconzGroups
{
    public static DeconzAnswer Create(DeconzHouse house, DeconzRequest request)
    {
        if (request.Body is not { } body)
            return request.MissingBody();
        if (body["name"]?.GetValueKind() is not JsonValueKind.String)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 5, request.Address, "missing parameter, name");
        var id = house.FreeId("groups");
        house.Add("groups", id, DeconzSeed.NewGroup(body["name"]!.GetValue<string>()));
        return DeconzAnswer.Json(new JsonArray(new JsonObject { ["success"] = new JsonObject { ["id"] = id } }));
    }

    /// <summary>The group's lights first, then the group: the frames come in that order.</summary>
    public static DeconzAnswer Act(DeconzHouse house, DeconzRequest request, string id, JsonObject body)
    {
        var group = house.Find("groups", id)!;
        var lights = group["lights"]!.AsArray().Select(static light => light!.GetValue<string>()).Where(light => house.Find("lights", light) is not null).ToArray();
        var wanted = (JsonObject)body.DeepClone();
        if (body["toggle"] is { } toggle)
        {
            wanted.Remove("toggle");
            wanted["on"] = toggle.GetValueKind() is JsonValueKind.True && !group["state"]!["any_on"]!.GetValue<bool>();
        }

        // What the group can do is judged by what a colour light can.
        var results = new JsonArray();
        var scale = DeconzRest.Parse("""{"on":true,"bri":1,"ct":1,"hue":1,"sat":1,"xy":[],"alert":"none","effect":"none"}""")!;
        var changes = DeconzLights.Judge(scale, wanted, request.Address, results);
        foreach (var light in changes.Count == 0 ? [] : lights)
        {
            var state = house.Find("lights", light)!["state"]!.AsObject();
            var own = changes.Where(change => state.ContainsKey(change.Name)).ToArray();
            if (own.Length > 0)
                house.Change("lights", light, "state", own);
        }

        foreach (var (name, value) in changes)
            group["action"]![name] = value?.DeepClone();
        return new DeconzAnswer(results.Count == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, DeconzHouse.Text(results));
    }

    public static DeconzAnswer Change(DeconzHouse house, DeconzRequest request, string id, JsonObject body)
    {
        var results = new JsonArray();
        foreach (var (name, value) in body)
        {
            if (name is "name" && value?.GetValueKind() is JsonValueKind.String)
            {
                house.Rename("groups", id, value.GetValue<string>());
                results.Add((JsonNode)DeconzAnswer.SuccessElement($"{request.Address}/name", value));
            }
            else if (name is "lights" && value is JsonArray lights)
            {
                house.Find("groups", id)!["lights"] = lights.DeepClone();
                house.UpdateGroups();
                results.Add((JsonNode)DeconzAnswer.SuccessElement($"{request.Address}/lights", value));
            }
            else
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(6, $"{request.Address}/{name}", $"parameter, {name}, not available"));
            }
        }

        return DeconzAnswer.Json(results);
    }

    /// <summary>Scenes come and go, and are called, without any event.</summary>
    public static DeconzAnswer Scenes(DeconzHouse house, DeconzRequest request, string group, string[] rest)
    {
        var scenes = house.Find("groups", group)!["scenes"]!.AsArray();
        if (rest is [])
        {
            return request.Method switch
            {
                "GET" => DeconzAnswer.Json(new JsonObject(scenes.Select(static scene => KeyValuePair.Create(scene!["id"]!.GetValue<string>(), (JsonNode?)scene.DeepClone())))),
                "POST" => CreateScene(request, scenes),
                _ => request.WrongMethod(),
            };
        }

        if (scenes.FirstOrDefault(scene => string.Equals(scene!["id"]!.GetValue<string>(), rest[0], StringComparison.Ordinal)) is not { } known)
            return DeconzAnswer.NotAvailable(request.Address);
        switch (request.Method, rest)
        {
            case ("GET", [_]):
                return DeconzAnswer.Json(known);
            case ("PUT", [_, "recall"]):
                foreach (var light in house.Find("groups", group)!["lights"]!.AsArray())
                    house.Change("lights", light!.GetValue<string>(), "state", ("on", true), ("bri", rest[0] is "1" ? 254 : 120));
                return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement("id", rest[0])));
            case ("PUT", [_, "store"] or [_, "lights", _, "state"]):
                return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement("id", rest[0])));
            case ("DELETE", [_]):
                scenes.Remove(known);
                return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement("id", rest[0])));
            default:
                return request.WrongMethod();
        }
    }

    private static DeconzAnswer CreateScene(DeconzRequest request, JsonArray scenes)
    {
        if (request.Body?["name"] is not { } name)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 5, request.Address, "missing parameter, name");
        var id = $"{scenes.Count + 1}";
        scenes.Add((JsonNode)new JsonObject { ["id"] = id, ["name"] = name.DeepClone(), ["transitiontime"] = 0, ["lightcount"] = 0 });
        return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement("id", id)));
    }
}
