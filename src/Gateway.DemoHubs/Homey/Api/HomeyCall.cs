using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey.Home;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Api;

/// <summary>One call with its arguments: of the socket, or of path and body.</summary>
internal sealed record HomeyCall(HomeyHome Home, string Version, JsonObject Arguments)
{
    public JsonNode? this[string name] => Arguments[name];

    public string? Text(string name) => WireJson.IsString(this[name]) ? this[name]!.GetValue<string>() : null;

    /// <summary>A string, a number or a boolean; nothing else is a value.</summary>
    public static bool IsValue(JsonNode? node) =>
        node?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
}
