using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Deconz.Rest;

/// <summary>What lights, sensors, groups and alarm systems have in common, and what sensors and alarms can. Under the house's gate.</summary>
internal static class DeconzThings
{
    public static DeconzAnswer Answer(DeconzHouse house, DeconzRequest request)
    {
        var kind = request.Path[0];
        if (request.Path is [_])
        {
            return request.Method switch
            {
                "GET" => DeconzAnswer.Json(All(house, kind)),
                "POST" when kind is "groups" => DeconzGroups.Create(house, request),
                _ => request.WrongMethod(),
            };
        }

        var id = request.Path[1];
        if (house.Find(kind, id) is not { } thing)
            return DeconzAnswer.NotAvailable($"/{kind}/{id}");
        if (request.Path is ["groups", _, "scenes", .. var scene])
            return DeconzGroups.Scenes(house, request, id, scene);
        return request.Method switch
        {
            "GET" => request.Path.Length == 2 ? DeconzAnswer.Json(thing) : DeconzAnswer.NotAvailable(request.Address),
            "DELETE" when request.Path.Length == 2 && kind is not "alarmsystems" => Delete(house, kind, id),
            "PUT" => request.Body is { } body ? Put(house, request, kind, id, body) : request.MissingBody(),
            _ => request.WrongMethod(),
        };
    }

    public static JsonObject All(DeconzHouse house, string kind) =>
        new(house.Of(kind).Select(static pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.DeepClone())));

    private static DeconzAnswer Delete(DeconzHouse house, string kind, string id)
    {
        house.Remove(kind, id);
        return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement("id", id)));
    }

    private static DeconzAnswer Put(DeconzHouse house, DeconzRequest request, string kind, string id, JsonObject body) => (kind, request.Path) switch
    {
        ("lights", [_, _, "state"]) => DeconzLights.SetState(house, request, id, body, request.Address),
        ("groups", [_, _, "action"]) => DeconzGroups.Act(house, request, id, body),
        ("groups", [_, _]) => DeconzGroups.Change(house, request, id, body),
        ("sensors", [_, _, "config"]) => SetPart(house, request, id, "config", body),
        ("sensors", [_, _, "state"]) => SetClipState(house, request, id, body),
        ("alarmsystems", [_, _, var arming]) => Arm(house, request, id, arming, body),
        (_, [_, _]) => Rename(house, request, kind, id, body),
        _ => DeconzAnswer.NotAvailable(request.Address),
    };

    private static DeconzAnswer SetClipState(DeconzHouse house, DeconzRequest request, string id, JsonObject body)
    {
        if (!house.Find("sensors", id)!["type"]!.GetValue<string>().StartsWith("CLIP", StringComparison.Ordinal))
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 501, request.Address, $"invalid value, {id}, for parameter, state");
        return SetPart(house, request, id, "state", body);
    }

    private static DeconzAnswer SetPart(DeconzHouse house, DeconzRequest request, string id, string part, JsonObject body)
    {
        var results = new JsonArray();
        var known = house.Find("sensors", id)![part]!.AsObject();
        var changes = new List<(string, JsonNode?)>();
        foreach (var (name, value) in body)
        {
            if (!known.ContainsKey(name))
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(6, $"{request.Address}/{name}", $"parameter, {name}, not available"));
            }
            else if (name is "reachable" or "battery")
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(8, $"{request.Address}/{name}", $"parameter, {name}, is not modifiable"));
            }
            else
            {
                results.Add((JsonNode)DeconzAnswer.SuccessElement($"{request.Address}/{name}", value));
                changes.Add((name, value));
            }
        }

        if (part is "state" && changes.Count > 0)
            changes.Add(("lastupdated", house.Now));
        if (changes.Count > 0)
            house.Change("sensors", id, part, [.. changes]);
        return DeconzAnswer.Json(results);
    }

    private static DeconzAnswer Arm(DeconzHouse house, DeconzRequest request, string id, string arming, JsonObject body)
    {
        var armed = arming switch
        {
            "disarm" => "disarmed",
            "arm_away" => "armed_away",
            "arm_stay" => "armed_stay",
            "arm_night" => "armed_night",
            _ => null,
        };
        if (armed is null)
            return DeconzAnswer.NotAvailable(request.Address);
        if (body["code0"]?.GetValueKind() is not JsonValueKind.String || !string.Equals(body["code0"]!.GetValue<string>(), DeconzSeed.AlarmCode, StringComparison.Ordinal))
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 7, request.Address, "invalid value, code0");
        house.Change("alarmsystems", id, "config", ("armmode", armed));
        house.Change("alarmsystems", id, "state", ("armstate", armed), ("seconds_remaining", 0));
        return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement($"{request.Address}/armmode", armed)));
    }

    private static DeconzAnswer Rename(DeconzHouse house, DeconzRequest request, string kind, string id, JsonObject body)
    {
        if (body["name"]?.GetValueKind() is not JsonValueKind.String)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 5, request.Address, "missing parameters in body");
        house.Rename(kind, id, body["name"]!.GetValue<string>());
        return DeconzAnswer.Json(new JsonArray(DeconzAnswer.SuccessElement($"{request.Address}/name", body["name"])));
    }
}
