using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Services;

internal static class LightServices
{
    private const int DefaultBrightness = 180;
    private const int DefaultColorTemp = 370;

    private static readonly WireField[] OnFields =
    [
        new("brightness", WireRules.Integer(0, 255)), new("brightness_pct", WireRules.Integer(0, 100)),
        new("color_temp", WireRules.Integer(1, int.MaxValue)), new("transition", WireRules.Number),
    ];

    public static IEnumerable<DemoService> All() =>
    [
        new("light", "turn_on", TurnOn, OnFields),
        new("light", "turn_off", TurnOff, new WireField("transition", WireRules.Number)),
        new("light", "toggle", target => target.Entity.State is "on" ? TurnOff(target) : TurnOn(target), OnFields),
    ];

    private static ServiceFault? TurnOn(ServiceTarget target)
    {
        var attributes = target.Entity.Attributes;
        var brightness = Whole(attributes["brightness"]) ?? DefaultBrightness;
        if (target.TryNumber("brightness", out var level))
            brightness = (int)level;
        else if (target.TryNumber("brightness_pct", out var percent))
            brightness = (int)Math.Round(percent * 2.55);
        if (brightness == 0)
            return TurnOff(target);

        var colorTemp = target.TryNumber("color_temp", out var mireds)
            ? Math.Clamp((int)mireds, Whole(attributes["min_mireds"]) ?? 1, Whole(attributes["max_mireds"]) ?? int.MaxValue)
            : Whole(attributes["color_temp"]) ?? DefaultColorTemp;
        if (attributes.ContainsKey("color_temp"))
            target.Update("on", ("color_mode", "color_temp"), ("brightness", brightness), ("color_temp", colorTemp));
        else
            target.Update("on", ("color_mode", "brightness"), ("brightness", brightness));
        return null;
    }

    private static ServiceFault? TurnOff(ServiceTarget target)
    {
        if (target.Entity.Attributes.ContainsKey("color_temp"))
            target.Update("off", ("color_mode", null), ("brightness", null), ("color_temp", null));
        else
            target.Update("off", ("color_mode", null), ("brightness", null));
        return null;
    }

    private static int? Whole(JsonNode? value) =>
        value?.GetValueKind() is JsonValueKind.Number && WireRules.TryNumber(value, out var number) ? (int)number : null;
}
