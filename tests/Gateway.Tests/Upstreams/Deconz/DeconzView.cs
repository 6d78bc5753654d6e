using System.Text.Json.Nodes;

namespace Gateway.Tests.Upstreams.Deconz;

/// <summary>What a client makes of the messages it was sent, by the words of the documentation: merge parts, take new things, forget gone ones.</summary>
internal sealed class DeconzView
{
    /// <summary>State by topic, without times and presses.</summary>
    public Dictionary<string, JsonObject> States { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Names { get; } = new(StringComparer.Ordinal);

    public static DeconzView Of(IReadOnlyList<(string Kind, JsonObject Body)> messages)
    {
        var view = new DeconzView();
        foreach (var (kind, body) in messages)
        {
            if (kind is "event")
            {
                view.Take(body["topic"]!.GetValue<string>(), body["name"]!.GetValue<string>(), body["data"]!.AsObject());
            }
        }

        return view;
    }

    public static JsonObject WithoutTimes(JsonNode? state)
    {
        var shown = state?.DeepClone().AsObject() ?? [];
        shown.Remove("lastupdated");
        shown.Remove("buttonevent");
        return shown;
    }

    private void Take(string topic, string name, JsonObject data)
    {
        if (name is "deleted")
        {
            States.Remove(topic);
            Names.Remove(topic);
            return;
        }

        var thing = data["light"] ?? data["sensor"] ?? data["group"];
        if (name is "added")
        {
            States[topic] = [];
        }

        Merge(topic, (thing ?? data).AsObject());
    }

    private void Merge(string topic, JsonObject data)
    {
        var state = States.TryGetValue(topic, out var known) ? known : States[topic] = [];
        foreach (var (member, value) in WithoutTimes(data["state"]))
        {
            state[member] = value?.DeepClone();
        }

        if ((data["name"] ?? data["attr"]?["name"]) is { } name)
        {
            Names[topic] = name.GetValue<string>();
        }
    }
}
