using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Services;
using Gateway.DemoHubs.HomeAssistant.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Commands;

internal sealed record CommandEntry(WireSchema Schema, Action<DemoCommand> Handle);

internal static class CommandTable
{
    public static IReadOnlyDictionary<string, CommandEntry> Commands { get; } = new Dictionary<string, CommandEntry>(StringComparer.Ordinal)
    {
        ["ping"] = new(WireSchema.Empty, command => command.Answer(WireMessages.Pong(command.Id))),
        ["supported_features"] = new(new WireSchema(new WireField("features", WireRules.Dictionary, Required: true)), SupportFeatures),
        ["get_states"] = Query(command => "[" + string.Join(',', command.House.States.Select(state => state.Json)) + "]"),
        ["get_config"] = Query(command => command.Instance.Config),
        ["get_services"] = Query(_ => ServiceTable.Json),
        ["get_panels"] = Query(_ => HouseCatalog.Panels()),
        ["auth/current_user"] = Query(_ => HouseCatalog.CurrentUser()),
        ["config/area_registry/list"] = Query(_ => HouseCatalog.Areas()),
        ["config/device_registry/list"] = Query(_ => HouseCatalog.Devices()),
        ["config/entity_registry/list"] = Query(_ => HouseCatalog.Entities()),
        ["config/floor_registry/list"] = Query(_ => "[]"),
        ["config/label_registry/list"] = Query(_ => "[]"),
        ["subscribe_events"] = SubscriptionCommands.Events,
        ["subscribe_entities"] = SubscriptionCommands.Entities,
        ["subscribe_trigger"] = SubscriptionCommands.Trigger,
        ["render_template"] = SubscriptionCommands.Template,
        ["unsubscribe_events"] = SubscriptionCommands.Unsubscribe,
        ["call_service"] = ActionCommands.CallService,
        ["fire_event"] = ActionCommands.FireEvent,
    };

    private static CommandEntry Query(Func<DemoCommand, string> answer) => new(WireSchema.Empty, command => command.Succeed(answer(command)));

    private static void SupportFeatures(DemoCommand command)
    {
        command.Connection.Coalesce(((JsonObject)command["features"]!).ContainsKey("coalesce_messages"));
        command.Succeed();
    }
}
