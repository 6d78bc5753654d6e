using System.Text.Json.Nodes;
using Gateway.DemoHubs.Homey.Home;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.Homey.Api;

internal static class OperationTable
{
    private static readonly HomeyOperation[] Operations =
    [
        .. Items("devices", "device", "Device", static home => home.Devices),
        .. Items("zones", "zone", "Zone", static home => home.Zones),
        .. Items("flow", "flow", "Flow", static home => home.Flows),
        .. Items("flow", "advancedflow", "AdvancedFlow", static home => home.AdvancedFlows),
        .. Items("logic", "variable", "Variable", static home => home.Variables),
        .. Items("moods", "mood", "Mood", static home => home.Moods),
        .. Items("users", "user", "User", static home => home.Users),
        new("devices", "getCapabilityValue", "GET", "device/:deviceId/capability/:capabilityId", GetCapability),
        new("devices", "setCapabilityValue", "PUT", "device/:deviceId/capability/:capabilityId", SetCapability),
        new("flow", "triggerFlow", "POST", "flow/:id/trigger", static call => Trigger(call, call.Home.Flows)),
        new("flow", "triggerAdvancedFlow", "POST", "advancedflow/:id/trigger", static call => Trigger(call, call.Home.AdvancedFlows)),
        new("flow", "runFlowCardAction", "POST", "flowcardaction/:uri/:id/run", RunCard),
        new("logic", "updateVariable", "PUT", "variable/:id", UpdateVariable),
        new("moods", "setMood", "POST", "mood/:id/set", SetMood),
        new("presence", "setPresentMe", "PUT", "me/present", SetPresent),
        new("system", "getInfo", "GET", "", static call => HomeyAnswer.Ok($$"""{"homeyVersion":{{WireJson.Quote(call.Version)}},"hostname":"homey-demo","date":"{{call.Home.NowText}}"}""")),
    ];

    /// <summary>By the URI of its manager, as <c>api</c> calls name it.</summary>
    public static HomeyOperation? Find(string? uri, string? name) => Operations.FirstOrDefault(operation =>
        string.Equals(operation.Name, name, StringComparison.Ordinal) && string.Equals("homey:manager:" + operation.Manager, uri, StringComparison.Ordinal));

    /// <summary>By its place under <c>/api/manager/</c>; with the arguments that stand there.</summary>
    public static (HomeyOperation Operation, JsonObject Arguments)? Find(string method, string manager, IReadOnlyList<string> segments)
    {
        foreach (var operation in Operations)
        {
            if (operation.Match(method, manager, segments) is { } arguments)
                return (operation, arguments);
        }

        return null;
    }

    private static IEnumerable<HomeyOperation> Items(string manager, string path, string name, Func<HomeyHome, HomeyItems> items) =>
    [
        new(manager, $"get{name}s", "GET", path, call => HomeyAnswer.Ok(items(call.Home).Json)),
        new(manager, $"get{name}", "GET", path + "/:id", call =>
            items(call.Home).Find(call.Text("id")) is { } item ? HomeyAnswer.Ok(WireJson.Text(item)) : HomeyAnswer.NotFound(name)),
    ];

    private static HomeyAnswer GetCapability(HomeyCall call) => Missing(call) ?? HomeyAnswer.Ok(WireJson.Text(Capability(call)!["value"]));

    private static HomeyAnswer SetCapability(HomeyCall call)
    {
        if (Missing(call) is { } missing)
            return missing;
        if (!HomeyCall.IsValue(call["value"]))
            return HomeyAnswer.Fail(400, "invalid_value", "A value is a string, a number or a boolean");
        call.Home.SetCapability(call.Text("deviceId")!, call.Text("capabilityId")!, call["value"], call.Text("transactionId"));
        return HomeyAnswer.Set;
    }

    private static HomeyAnswer? Missing(HomeyCall call)
    {
        if (call.Home.Devices.Find(call.Text("deviceId")) is null)
            return HomeyAnswer.NotFound("Device");
        return Capability(call) is null ? HomeyAnswer.NotFound("Capability") : null;
    }

    private static JsonObject? Capability(HomeyCall call) => call.Home.Capability(call.Text("deviceId") ?? "", call.Text("capabilityId") ?? "");

    private static HomeyAnswer Trigger(HomeyCall call, HomeyItems flows)
    {
        if (flows.Find(call.Text("id")) is not { } flow)
            return HomeyAnswer.NotFound("Flow");
        call.Home.Trigger(flow);
        return HomeyAnswer.Done;
    }

    private static HomeyAnswer RunCard(HomeyCall call)
    {
        if (call.Text("uri") is null || call.Text("id") is null)
            return HomeyAnswer.NotFound("FlowCardAction");
        call.Home.Notify($"{call.Text("uri")} ran {call.Text("id")}");
        return HomeyAnswer.Done;
    }

    private static HomeyAnswer UpdateVariable(HomeyCall call)
    {
        if (call.Home.Variables.Find(call.Text("id")) is not { } variable)
            return HomeyAnswer.NotFound("Variable");
        var value = (call["variable"] as JsonObject)?["value"];
        if (!HomeyCall.IsValue(value))
            return HomeyAnswer.Fail(400, "invalid_value", "A value is a string, a number or a boolean");
        call.Home.Variables.Update(call.Text("id")!, ("value", value));
        return HomeyAnswer.Ok(WireJson.Text(variable));
    }

    private static HomeyAnswer SetMood(HomeyCall call)
    {
        if (call.Home.Moods.Find(call.Text("id")) is not { } mood)
            return HomeyAnswer.NotFound("Mood");
        call.Home.Apply(mood["actions"]);
        return HomeyAnswer.Done;
    }

    private static HomeyAnswer SetPresent(HomeyCall call)
    {
        if (call["value"] is not JsonValue value || !value.TryGetValue(out bool isPresent))
            return HomeyAnswer.Fail(400, "invalid_value", "A presence is a boolean");
        call.Home.Users.Update(HomeSeed.Mia, ("present", isPresent));
        return HomeyAnswer.Done;
    }
}
