using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

internal static class Authentication
{
    public const string WrongToken = "Invalid access token or password";

    /// <summary>Stands for a token in the journal.</summary>
    public const string Masked = "<TOKEN>";

    private static readonly WireSchema Schema = new(
        new WireField("type", value => WireJson.IsString(value) && value!.GetValue<string>() is "auth" ? null : "not a valid value", Required: true),
        new WireField("api_password", WireRules.Text),
        new WireField("access_token", WireRules.Text));

    /// <summary>Null, or the message of <c>auth_invalid</c>.</summary>
    public static string? Refuse(JsonNode? frame, DemoInstance instance)
    {
        const string malformed = "Auth message incorrectly formatted: ";
        if (frame is not JsonObject message)
            return malformed + "expected a dictionary. Got " + PythonText.Repr(frame);
        var faults = Schema.Check(message);
        if (faults.Count > 0)
            return malformed + WireSchema.Humanize(faults);
        return instance.Accepts(message["access_token"]?.GetValue<string>()) ? null : WrongToken;
    }

    /// <summary>The frame as the journal may show it.</summary>
    public static string Mask(JsonNode? frame)
    {
        if (frame is not JsonObject message || !message.ContainsKey("access_token"))
            return WireJson.Text(frame);
        var masked = message.DeepClone();
        masked["access_token"] = Masked;
        return WireJson.Text(masked);
    }
}
