using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant.House;
using Gateway.DemoHubs.Wire;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

/// <summary>The short form of <c>subscribe_entities</c>, key order as in Home Assistant's <c>messages.py</c>.</summary>
internal static class CompressedState
{
    public static string Snapshot(IEnumerable<EntityState> states) =>
        "{\"a\":{" + string.Join(',', states.Select(state => WireJson.Quote(state.EntityId) + ":" + Full(state))) + "}}";

    public static string Change(StateChange change)
    {
        var id = WireJson.Quote(change.EntityId);
        if (change.New is null)
            return $$"""{"r":[{{id}}]}""";
        return change.Old is null
            ? "{\"a\":{" + id + ":" + Full(change.New) + "}}"
            : "{\"c\":{" + id + ":" + Diff(change.Old, change.New) + "}}";
    }

    private static string Full(EntityState state)
    {
        var context = state.Context is { ParentId: null, UserId: null } ? WireJson.Quote(state.Context.Id) : state.Context.Json;
        var updated = state.LastUpdated == state.LastChanged ? "" : ",\"lu\":" + PythonText.EpochSeconds(state.LastUpdated);
        return $$"""{"s":{{WireJson.Quote(state.State)}},"a":{{WireJson.Text(state.Attributes)}},"c":{{context}},"lc":{{PythonText.EpochSeconds(state.LastChanged)}}{{updated}}}""";
    }

    private static string Diff(EntityState old, EntityState @new)
    {
        var additions = new List<string>();
        if (!string.Equals(old.State, @new.State, StringComparison.Ordinal))
            additions.Add("\"s\":" + WireJson.Quote(@new.State));
        if (old.LastChanged != @new.LastChanged)
            additions.Add("\"lc\":" + PythonText.EpochSeconds(@new.LastChanged));
        else if (old.LastUpdated != @new.LastUpdated)
            additions.Add("\"lu\":" + PythonText.EpochSeconds(@new.LastUpdated));
        if (ContextDiff(old.Context, @new.Context) is { } context)
            additions.Add("\"c\":" + context);

        // A new attribute whose value is null does not show: Home Assistant compares with "absent or null" too.
        var changed = @new.Attributes.Where(member => !JsonNode.DeepEquals(old.Attributes[member.Key], member.Value))
            .Select(member => WireJson.Quote(member.Key) + ":" + WireJson.Text(member.Value)).ToList();
        if (changed.Count > 0)
            additions.Add("\"a\":{" + string.Join(',', changed) + "}");

        var diff = new StringBuilder("{\"+\":{").AppendJoin(',', additions).Append('}');
        var removed = old.Attributes.Where(member => !@new.Attributes.ContainsKey(member.Key)).Select(member => WireJson.Quote(member.Key)).ToList();
        if (removed.Count > 0)
            diff.Append(",\"-\":{\"a\":[").AppendJoin(',', removed).Append("]}");
        return diff.Append('}').ToString();
    }

    private static string? ContextDiff(HouseContext old, HouseContext @new)
    {
        var keys = new List<string>();
        if (!string.Equals(old.ParentId, @new.ParentId, StringComparison.Ordinal))
            keys.Add("\"parent_id\":" + WireJson.Quote(@new.ParentId));
        if (!string.Equals(old.UserId, @new.UserId, StringComparison.Ordinal))
            keys.Add("\"user_id\":" + WireJson.Quote(@new.UserId));
        if (string.Equals(old.Id, @new.Id, StringComparison.Ordinal))
            return keys.Count == 0 ? null : "{" + string.Join(',', keys) + "}";
        if (keys.Count == 0)
            return WireJson.Quote(@new.Id);
        keys.Add("\"id\":" + WireJson.Quote(@new.Id));
        return "{" + string.Join(',', keys) + "}";
    }
}
