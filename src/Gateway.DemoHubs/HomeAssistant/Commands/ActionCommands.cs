using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Services;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Commands;

internal static class ActionCommands
{
    private static readonly WireSchema Target = new(
        new WireField("entity_id", WireRules.TargetEntityIds),
        new WireField("device_id", WireRules.TextOrList),
        new WireField("area_id", WireRules.TextOrList));

    public static CommandEntry CallService { get; } = new(new WireSchema(
        new WireField("domain", WireRules.Text, Required: true),
        new WireField("service", WireRules.Text, Required: true),
        new WireField("target", WireRules.Dictionary, Nested: Target),
        new WireField("service_data", WireRules.Dictionary)), Call);

    public static CommandEntry FireEvent { get; } = new(new WireSchema(
        new WireField("event_type", WireRules.Text, Required: true),
        new WireField("event_data", WireRules.Dictionary)), Fire);

    private static void Call(DemoCommand command)
    {
        var data = command["service_data"]?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in command["target"]?.AsObject() ?? [])
            data[name] = WireJson.IsString(value) && value!.GetValue<string>() is not ("all" or "none") ? TextArray(value) : value?.DeepClone();

        var context = command.House.NewContext(HouseCatalog.UserId);
        if (ServiceTable.Call(command.House, command.Text("domain")!, command.Text("service")!, data, context) is { } fault)
            command.Fail(fault.Code, fault.Message);
        else
            command.Succeed($$"""{"context":{{context.Json}}}""");
    }

    private static void Fire(DemoCommand command)
    {
        var context = command.House.NewContext(HouseCatalog.UserId);
        command.House.Fire(command.Text("event_type")!, command["event_data"] is { } data ? WireJson.Text(data) : "{}", context);
        command.Succeed($$"""{"context":{{context.Json}}}""");
    }

    private static JsonArray TextArray(JsonNode value) => [.. WireRules.TextList(value).Select(text => JsonValue.Create(text))];
}
