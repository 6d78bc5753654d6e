using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Connections;

/// <summary>One state trigger. Without <c>from</c> and <c>to</c> a change of attributes fires it as well.</summary>
internal sealed class StateTrigger(int index, JsonObject configuration)
{
    private static readonly string[] Keys = ["platform", "entity_id", "from", "to", "id", "alias"];

    private readonly List<string> _entityIds = WireRules.TextList(configuration["entity_id"]);
    private readonly bool _anyChange = !configuration.ContainsKey("from") && !configuration.ContainsKey("to");

    /// <summary>Null, or why the hub will not have it.</summary>
    public static string? Fault(JsonNode? trigger)
    {
        if (trigger is not JsonObject configuration)
            return "expected a dictionary";
        if (!WireJson.IsString(configuration["platform"]))
            return "required key not provided @ data['platform']";
        if (configuration["platform"]!.GetValue<string>() is not "state" and var platform)
            return $"Invalid platform '{platform}' specified";
        if (!configuration.ContainsKey("entity_id"))
            return "required key not provided @ data['entity_id']";
        if (configuration.FirstOrDefault(member => !Keys.Contains(member.Key, StringComparer.Ordinal)).Key is { } extra)
            return $"extra keys not allowed @ data['{extra}']";
        return WireRules.EntityIds(configuration["entity_id"]) is { } fault ? $"{fault} for dictionary value @ data['entity_id']" : null;
    }

    public string? Event(BusEvent @event)
    {
        if (@event.Change is not { } change || !_entityIds.Contains(change.EntityId, StringComparer.Ordinal))
            return null;
        if (!Matches("from", change.Old) || !Matches("to", change.New))
            return null;
        if (!_anyChange && string.Equals(change.Old?.State, change.New?.State, StringComparison.Ordinal))
            return null;
        var id = configuration["id"] is { } own ? WireJson.Text(own) : $"\"{index}\"";
        return $$"""{"variables":{"trigger":{"id":{{id}},"idx":"{{index}}","alias":{{WireJson.Text(configuration["alias"])}},"platform":"state","entity_id":{{WireJson.Quote(change.EntityId)}}""" +
            $$""","from_state":{{change.Old?.Json ?? "null"}},"to_state":{{change.New?.Json ?? "null"}},"for":null,"attribute":null,"description":{{WireJson.Quote("state of " + change.EntityId)}}""" +
            "}}" + $$""","context":{{@event.Context.Json}}}""";
    }

    private bool Matches(string key, EntityState? state) =>
        configuration[key] is not { } wanted ||
        (state is not null && (wanted is JsonArray any ? any : [wanted.DeepClone()]).Any(item =>
            WireJson.IsString(item) && string.Equals(item!.GetValue<string>(), state.State, StringComparison.Ordinal)));
}

internal sealed class TriggerSubscription(string id, IReadOnlyList<StateTrigger> triggers) : DemoSubscription(id)
{
    public override string Name => "subscribe_trigger";

    public override void Publish(BusEvent @event, Action<string> send)
    {
        foreach (var trigger in triggers)
        {
            if (trigger.Event(@event) is { } payload)
                send(WireMessages.Event(Id, payload));
        }
    }
}
