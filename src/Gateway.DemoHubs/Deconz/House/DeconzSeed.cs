using System.Globalization;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Deconz.House;

/// <summary>The furniture of the demo house, in the gateway's own shapes.</summary>
internal static class DeconzSeed
{
    public const string AlarmCode = "1234";

    private const int FirstExtra = 1001;

    public static void Furnish(DeconzHouse house, int extraSensors)
    {
        Light(house, "1", "Hall", "Dimmable light", false);
        Light(house, "2", "Kitchen ceiling", "Color temperature light", true);
        Light(house, "3", "Kitchen counter", "Extended color light", false);
        Light(house, "4", "Reading lamp", "Dimmable light", false);
        house.Furnish("lights", "5", Cover("Bedroom blind"));
        Sensor(house, "1", "Hall motion", "ZHAPresence", new() { ["presence"] = false }, "0406");
        Sensor(house, "2", "Living room", "ZHATemperature", new() { ["temperature"] = 2140 }, "0402");
        Sensor(house, "3", "Front door", "ZHAOpenClose", new() { ["open"] = false }, "0006");
        Sensor(house, "4", "Wall switch", "ZHASwitch", new() { ["buttonevent"] = 1002 }, "1000");
        Sensor(house, "5", "Washing machine", "ZHAPower", new() { ["power"] = 4, ["voltage"] = 231, ["current"] = 20 }, "0b04");
        Sensor(house, "6", "Somebody home", "CLIPPresence", new() { ["presence"] = true }, "clip");
        Sensor(house, "7", "Cellar water", "ZHAWater", new() { ["water"] = false }, "0500");
        for (var extra = 0; extra < extraSensors; extra++)
        {
            var id = (FirstExtra + extra).ToString(CultureInfo.InvariantCulture);
            Sensor(house, id, $"Extra {id}", "ZHATemperature", new() { ["temperature"] = 2000 }, "0402");
        }

        Group(house, "1", "Kitchen", ["2", "3"], ("1", "Bright"), ("2", "Cooking"));
        Group(house, "2", "Downstairs", ["1", "2", "3", "4"], ("1", "Evening"));
        house.Furnish("alarmsystems", "1", new JsonObject
        {
            ["name"] = "default",
            ["config"] = new JsonObject { ["armmode"] = "disarmed", ["configured"] = true, ["armed_away_entry_delay"] = 120, ["armed_away_exit_delay"] = 120 },
            ["state"] = new JsonObject { ["armstate"] = "disarmed", ["seconds_remaining"] = 0 },
            ["devices"] = new JsonObject(),
        });
        house.UpdateGroups();
    }

    /// <param name="id">Its number, which may have been another light's before.</param>
    /// <param name="name">Its name.</param>
    /// <param name="serial">What makes its unique id its own.</param>
    public static JsonObject NewLight(string id, string name, int serial)
    {
        var light = Lamp(id, name, "Dimmable light", on: false);
        light["uniqueid"] = $"00:17:88:01:03:{serial >> 16 & 0xFF:x2}:{serial >> 8 & 0xFF:x2}:{serial & 0xFF:x2}-0b";
        return light;
    }

    public static JsonObject NewGroup(string name, params ReadOnlySpan<string> lights) => new()
    {
        ["action"] = new JsonObject { ["on"] = false, ["bri"] = 127, ["scene"] = null },
        ["devicemembership"] = new JsonArray(),
        ["etag"] = "c5a7e1d3",
        ["lights"] = new JsonArray([.. lights.ToArray().Select(static light => JsonValue.Create(light))]),
        ["name"] = name,
        ["scenes"] = new JsonArray(),
        ["state"] = new JsonObject { ["all_on"] = false, ["any_on"] = false },
        ["type"] = "LightGroup",
    };

    public static JsonObject NewSensor(string id, string name, string type, JsonObject state, string cluster)
    {
        state["lastupdated"] = "none";
        return new JsonObject
        {
            ["config"] = type.StartsWith("CLIP", StringComparison.Ordinal) ? new JsonObject { ["on"] = true } : new JsonObject { ["battery"] = 87, ["on"] = true, ["reachable"] = true },
            ["ep"] = 1,
            ["etag"] = "b0d6f3a1",
            ["lastseen"] = "2026-11-21T06:00Z",
            ["manufacturername"] = "demo",
            ["modelid"] = type,
            ["name"] = name,
            ["state"] = state,
            ["swversion"] = "1.0",
            ["type"] = type,
            ["uniqueid"] = $"00:15:8d:00:02:00:{Hex(id)}-01-{cluster}",
        };
    }

    private static void Light(DeconzHouse house, string id, string name, string type, bool on) => house.Furnish("lights", id, Lamp(id, name, type, on));

    private static void Sensor(DeconzHouse house, string id, string name, string type, JsonObject state, string cluster) =>
        house.Furnish("sensors", id, NewSensor(id, name, type, state, cluster));

    private static void Group(DeconzHouse house, string id, string name, string[] lights, params ReadOnlySpan<(string Id, string Name)> scenes)
    {
        var group = NewGroup(name, lights);
        foreach (var scene in scenes)
        {
            group["scenes"]!.AsArray().Add((JsonNode)new JsonObject { ["id"] = scene.Id, ["name"] = scene.Name, ["transitiontime"] = 0, ["lightcount"] = lights.Length });
        }

        house.Furnish("groups", id, group);
    }

    private static JsonObject Lamp(string id, string name, string type, bool on)
    {
        var state = new JsonObject { ["alert"] = "none", ["bri"] = 128, ["on"] = on, ["reachable"] = true };
        if (type is not "Dimmable light")
        {
            state["colormode"] = "ct";
            state["ct"] = 370;
        }

        if (type is "Extended color light")
        {
            state["hue"] = 8000;
            state["sat"] = 120;
            state["xy"] = new JsonArray(0.45, 0.41);
            state["effect"] = "none";
        }

        return new JsonObject
        {
            ["capabilities"] = new JsonObject { ["bri"] = new JsonObject { ["min_dim_level"] = 2 } },
            ["config"] = new JsonObject { ["on"] = new JsonObject { ["startup"] = "previous" } },
            ["etag"] = "a1b2c3d4",
            ["hascolor"] = type is not "Dimmable light",
            ["lastannounced"] = "2026-11-20T21:00:00Z",
            ["lastseen"] = "2026-11-21T06:00Z",
            ["manufacturername"] = "demo",
            ["modelid"] = type,
            ["name"] = name,
            ["state"] = state,
            ["swversion"] = "1.0",
            ["type"] = type,
            ["uniqueid"] = $"00:17:88:01:02:03:{Hex(id)}-0b",
        };
    }

    private static JsonObject Cover(string name) => new()
    {
        ["etag"] = "d4c3b2a1",
        ["lastseen"] = "2026-11-21T06:00Z",
        ["manufacturername"] = "demo",
        ["modelid"] = "blind",
        ["name"] = name,
        ["state"] = new JsonObject { ["lift"] = 0, ["open"] = true, ["reachable"] = true },
        ["type"] = "Window covering device",
        ["uniqueid"] = "00:17:88:01:02:03:00:05-01",
    };

    private static string Hex(string id)
    {
        var number = int.Parse(id, CultureInfo.InvariantCulture);
        return $"{(number >> 8) & 0xFF:x2}:{number & 0xFF:x2}";
    }
}
