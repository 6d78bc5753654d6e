using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Services;

internal sealed record ServiceFault(string Code, string Message);

/// <summary>One entity of one call. <c>Data</c> has passed the service's schema.</summary>
internal sealed record ServiceTarget(DemoHouse House, EntityState Entity, JsonObject Data, HouseContext Context)
{
    public void Update(string state, params ReadOnlySpan<(string Name, JsonNode? Value)> changes) =>
        House.Update(Entity.EntityId, state, Context, changes);

    public bool TryNumber(string field, out double number) => WireRules.TryNumber(Data[field], out number);
}

/// <summary>A service which acts on each of its target's entities.</summary>
internal sealed class DemoService(string domain, string name, Func<ServiceTarget, ServiceFault?> apply, params WireField[] fields)
{
    private readonly WireSchema _schema = new(
    [
        new("entity_id", WireRules.TargetEntityIds), new("area_id", WireRules.TextOrList), new("device_id", WireRules.TextOrList), .. fields,
    ]);

    public string Domain => domain;

    public string Name => name;

    public string Json => $$"""{"name":"{{name}}","description":"","fields":{""" + string.Join(',', fields.Select(Describe)) +
        $$$"""},"target":{"entity":[{"domain":["{{{domain}}}"]}]}}""";

    /// <summary>What a service call's schema finds; checked before the call_service event is fired.</summary>
    public ServiceFault? Check(JsonObject data)
    {
        if (_schema.Check(data) is [var first, ..])
            return new ServiceFault(WireMessages.InvalidFormat, first.Text);
        return data.ContainsKey("entity_id") || data.ContainsKey("area_id") || data.ContainsKey("device_id")
            ? null
            : new ServiceFault(WireMessages.InvalidFormat, "must contain at least one of entity_id, device_id, area_id.");
    }

    /// <summary>Unknown entities are passed over without a word, as Home Assistant does.</summary>
    public ServiceFault? Run(DemoHouse house, JsonObject data, HouseContext context)
    {
        foreach (var id in Targets(house, data).Distinct(StringComparer.Ordinal))
        {
            if (house.Find(id) is not { } entity || !string.Equals(entity.Domain, domain, StringComparison.Ordinal))
                continue;
            if (apply(new ServiceTarget(house, entity, data, context)) is { } fault)
                return fault;
        }

        return null;
    }

    private static string Describe(WireField field) =>
        WireJson.Quote(field.Name) + $$""":{"required":{{(field.Required ? "true" : "false")}},"description":""}""";

    private static IEnumerable<string> Targets(DemoHouse house, JsonObject data)
    {
        var ids = WireRules.TextList(data["entity_id"]);
        if (ids is ["all"])
            return house.States.Select(state => state.EntityId);
        return ids.Concat(WireRules.TextList(data["area_id"]).Concat(WireRules.TextList(data["device_id"])).SelectMany(HouseCatalog.EntitiesIn));
    }
}
