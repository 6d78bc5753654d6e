using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Services;

/// <summary>Everything but lights: switches, helpers, climate, covers, scenes.</summary>
internal static class HomeServices
{
    private static readonly string[] Modes = ["off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"];

    public static IEnumerable<DemoService> All() =>
    [
        .. OnOff("switch"),
        .. OnOff("input_boolean"),
        new("input_number", "set_value", SetValue, new WireField("value", WireRules.Number, Required: true)),
        new("input_number", "increment", target => Step(target, 1)),
        new("input_number", "decrement", target => Step(target, -1)),
        new("climate", "set_temperature", SetTemperature, new WireField("temperature", WireRules.Number, Required: true), new WireField("hvac_mode", Mode)),
        new("climate", "set_hvac_mode", SetMode, new WireField("hvac_mode", Mode, Required: true)),
        new("cover", "open_cover", target => Move(target, 100)),
        new("cover", "close_cover", target => Move(target, 0)),
        new("cover", "set_cover_position", target => Move(target, target.TryNumber("position", out var position) ? (int)position : 0),
            new WireField("position", WireRules.Integer(0, 100), Required: true)),
        new("scene", "turn_on", ApplyScene, new WireField("transition", WireRules.Number)),
    ];

    private static IEnumerable<DemoService> OnOff(string domain) =>
    [
        new(domain, "turn_on", target => Become(target, "on")),
        new(domain, "turn_off", target => Become(target, "off")),
        new(domain, "toggle", target => Become(target, target.Entity.State is "on" ? "off" : "on")),
    ];

    private static ServiceFault? Become(ServiceTarget target, string state)
    {
        target.Update(state);
        return null;
    }

    private static ServiceFault? SetValue(ServiceTarget target) =>
        target.TryNumber("value", out var value) ? SetValue(target, value) : null;

    private static ServiceFault? SetValue(ServiceTarget target, double value)
    {
        var (least, most) = (Attribute(target, "min"), Attribute(target, "max"));
        if (value < least || value > most)
        {
            return new ServiceFault(WireMessages.InvalidFormat,
                $"Invalid value for {target.Entity.EntityId}: {PythonText.Float(value)} (range {PythonText.Float(least)} - {PythonText.Float(most)})");
        }

        return Become(target, PythonText.Float(value));
    }

    private static ServiceFault? Step(ServiceTarget target, int direction)
    {
        var value = double.Parse(target.Entity.State, CultureInfo.InvariantCulture) + (direction * Attribute(target, "step"));
        return SetValue(target, Math.Clamp(value, Attribute(target, "min"), Attribute(target, "max")));
    }

    private static ServiceFault? SetTemperature(ServiceTarget target)
    {
        var (least, most) = (Attribute(target, "min_temp"), Attribute(target, "max_temp"));
        if (!target.TryNumber("temperature", out var temperature) || temperature < least || temperature > most)
        {
            return new ServiceFault("unknown_error",
                $"Provided temperature {PythonText.Float(temperature)} is not valid. Accepted range is {PythonText.Float(least)} to {PythonText.Float(most)}");
        }

        var mode = target.Data["hvac_mode"]?.GetValue<string>() ?? target.Entity.State;
        var action = Action(mode, Attribute(target, "current_temperature"), temperature);
        target.Update(mode, ("temperature", Float(temperature)), ("hvac_action", action));
        return null;
    }

    private static ServiceFault? SetMode(ServiceTarget target)
    {
        var mode = target.Data["hvac_mode"]!.GetValue<string>();
        var action = Action(mode, Attribute(target, "current_temperature"), Attribute(target, "temperature"));
        target.Update(mode, ("hvac_action", action));
        return null;
    }

    private static ServiceFault? Move(ServiceTarget target, int position)
    {
        target.Update(position == 0 ? "closed" : "open", ("current_position", position));
        return null;
    }

    private static ServiceFault? ApplyScene(ServiceTarget target)
    {
        foreach (var (entityId, state, brightness) in HouseSeed.Scenes.GetValueOrDefault(target.Entity.EntityId, []))
        {
            target.House.Update(entityId, state, target.Context,
                ("color_mode", brightness is null ? null : "color_temp"), ("brightness", brightness), ("color_temp", brightness is null ? null : 400));
        }

        // A scene's state is the time it was last applied.
        target.Update(PythonText.IsoTime(target.House.Now()));
        return null;
    }

    private static string Action(string mode, double current, double wanted) =>
        mode is "off" ? "off" : current < wanted ? "heating" : "idle";

    private static string? Mode(JsonNode? value) => WireJson.IsString(value) && Modes.Contains(value!.GetValue<string>(), StringComparer.Ordinal)
        ? null
        : "expected HVACMode or one of " + string.Join(", ", Modes.Select(mode => $"'{mode}'"));

    private static double Attribute(ServiceTarget target, string name) =>
        WireRules.TryNumber(target.Entity.Attributes[name], out var number) ? number : 0;

    private static JsonNode? Float(double value) => WireJson.Parse(PythonText.Float(value));
}
