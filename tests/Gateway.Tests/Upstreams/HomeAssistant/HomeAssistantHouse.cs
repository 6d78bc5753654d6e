using System.Text;
using Gateway.Upstreams.HomeAssistant;

namespace Gateway.Tests.Upstreams.HomeAssistant;

/// <summary>An entity cache and what it told of the last event.</summary>
internal sealed class HomeAssistantHouse
{
    private readonly EntityChanged _changed;

    public HomeAssistantHouse()
    {
        _changed = (id, state) => Told.Add((Encoding.UTF8.GetString(id), state.IsEmpty ? null : Encoding.UTF8.GetString(state)));
    }

    public HomeAssistantEntities Entities { get; } = new();

    public List<(string Id, string? State)> Told { get; } = [];

    public List<(string Id, string? State)> Snapshot(string json) => Apply(json, isSnapshot: true);

    public List<(string Id, string? State)> Diff(string json) => Apply(json, isSnapshot: false);

    public string? State(string id)
    {
        return Entities.TryGet(Encoding.UTF8.GetBytes(id), out var state) ? Encoding.UTF8.GetString(state) : null;
    }

    private List<(string Id, string? State)> Apply(string json, bool isSnapshot)
    {
        Told.Clear();
        Entities.Apply(Encoding.UTF8.GetBytes(json), isSnapshot, _changed);
        return Told;
    }
}
