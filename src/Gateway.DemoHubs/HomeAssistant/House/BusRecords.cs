using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.Wire;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.House;

/// <summary>Who caused something: every state and event of one service call carries the same one.</summary>
internal sealed record HouseContext(string Id, string? ParentId = null, string? UserId = null)
{
    public string Json => $$"""{"id":{{WireJson.Quote(Id)}},"parent_id":{{WireJson.Quote(ParentId)}},"user_id":{{WireJson.Quote(UserId)}}}""";
}

/// <summary>One state of one entity. <c>Attributes</c> is never changed in place.</summary>
internal sealed record EntityState(
    string EntityId, string State, JsonObject Attributes, DateTimeOffset LastChanged, DateTimeOffset LastUpdated, HouseContext Context)
{
    private string? _json;

    public string Domain => EntityId[..EntityId.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>The shape of <c>get_states</c> and REST.</summary>
    public string Json => _json ??=
        $$"""{"entity_id":{{WireJson.Quote(EntityId)}},"state":{{WireJson.Quote(State)}},"attributes":{{WireJson.Text(Attributes)}}""" +
        $$""","last_changed":"{{PythonText.IsoTime(LastChanged)}}","last_updated":"{{PythonText.IsoTime(LastUpdated)}}","context":{{Context.Json}}}""";
}

internal sealed record StateChange(string EntityId, EntityState? Old, EntityState? New)
{
    public string Json => $$"""{"entity_id":{{WireJson.Quote(EntityId)}},"old_state":{{Old?.Json ?? "null"}},"new_state":{{New?.Json ?? "null"}}}""";
}

/// <summary>One event of the bus. <c>Change</c> is set for <c>state_changed</c> alone.</summary>
internal sealed record BusEvent(string EventType, string DataJson, DateTimeOffset TimeFired, HouseContext Context, StateChange? Change = null)
{
    private string? _json;

    public string Json => _json ??=
        $$"""{"event_type":{{WireJson.Quote(EventType)}},"data":{{DataJson}},"origin":"LOCAL","time_fired":"{{PythonText.IsoTime(TimeFired)}}","context":{{Context.Json}}}""";
}
