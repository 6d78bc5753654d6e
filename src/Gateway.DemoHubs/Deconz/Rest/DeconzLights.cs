using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz.House;
using Microsoft.AspNetCore.Http;

namespace Gateway.DemoHubs.Deconz.Rest;

/// <summary>What can be asked of lights and covers. Under the house's gate.</summary>
internal static class DeconzLights
{
    /// <summary>Applies what can be applied; each member has its own element in the answer.</summary>
    public static DeconzAnswer SetState(DeconzHouse house, DeconzRequest request, string id, JsonObject body, string address)
    {
        var light = house.Find("lights", id)!;
        if (light["state"]!["reachable"]?.GetValue<bool>() is false)
            return DeconzAnswer.Error(StatusCodes.Status400BadRequest, 202, request.Address, "device unreachable");

        var results = new JsonArray();
        var changes = Judge(light["state"]!.AsObject(), body, address, results);
        if (changes.Count > 0)
            house.Change("lights", id, "state", [.. changes]);
        return new DeconzAnswer(results.Count == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK, DeconzHouse.Text(results));
    }

    /// <summary>Which members apply to a thing in this state; writes an element for each.</summary>
    public static List<(string Name, JsonNode? Value)> Judge(JsonObject state, JsonObject body, string address, JsonArray results)
    {
        var changes = new List<(string, JsonNode?)>();
        var isOn = body["on"] is JsonValue on && on.TryGetValue<bool>(out var wanted) ? wanted : state["on"]?.GetValue<bool>() ?? true;
        foreach (var (name, value) in body)
        {
            if (name is "transitiontime")
                continue;
            if (!Knows(state, name))
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(6, $"{address}/{name}", $"parameter, {name}, not available"));
            }
            else if (!IsValid(name, value))
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(7, $"{address}/{name}", $"invalid value, {value?.ToJsonString() ?? "null"}, for parameter, {name}"));
            }
            else if (!isOn && name is "bri" or "ct" or "hue" or "sat" or "xy")
            {
                results.Add((JsonNode)DeconzAnswer.ErrorElement(201, $"{address}/{name}", $"parameter, {name}, is not modifiable. Device is set to off."));
            }
            else
            {
                results.Add((JsonNode)DeconzAnswer.SuccessElement($"{address}/{name}", value));
                if (name is not "stop" and not "alert")
                    changes.Add((name, value));
            }
        }

        return changes;
    }

    private static bool Knows(JsonObject state, string name) => name switch
    {
        "stop" => state.ContainsKey("lift"),
        "tilt" => state.ContainsKey("tilt"),
        _ => state.ContainsKey(name),
    };

    private static bool IsValid(string name, JsonNode? value) => name switch
    {
        "on" or "open" or "stop" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "bri" or "sat" => IsBetween(value, 0, 255),
        "ct" => IsBetween(value, 0, 65_535),
        "hue" => IsBetween(value, 0, 65_535),
        "lift" => IsBetween(value, 0, 100) || IsText(value, "stop"),
        "xy" => value is JsonArray { Count: 2 } xy && xy.All(static number => number?.GetValueKind() is JsonValueKind.Number && number.GetValue<double>() is >= 0 and <= 1),
        "alert" => IsText(value, "none") || IsText(value, "select") || IsText(value, "lselect"),
        "effect" => IsText(value, "none") || IsText(value, "colorloop"),
        _ => false,
    };

    private static bool IsBetween(JsonNode? value, int least, int most) =>
        value is JsonValue number && number.GetValueKind() is JsonValueKind.Number && number.TryGetValue<int>(out var whole) && whole >= least && whole <= most;

    private static bool IsText(JsonNode? value, string text) =>
        value?.GetValueKind() is JsonValueKind.String && string.Equals(value.GetValue<string>(), text, StringComparison.Ordinal);
}
