using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.HomeAssistant.Wire;

/// <summary>What one value must be; the answer is the fault in voluptuous' words ("expected str"), or null.</summary>
internal delegate string? WireRule(JsonNode? value);

internal sealed record WireField(string Name, WireRule Rule, bool Required = false, WireSchema? Nested = null);

/// <summary><c>Text</c> is the error as a service call reports it; <c>Humanized</c> also quotes the value, as a command's schema does.</summary>
internal sealed record WireFault(string Text, string Humanized);

/// <summary>The keys of a message. Anything else in it is a fault: Home Assistant refuses extra keys.</summary>
internal sealed class WireSchema(params WireField[] fields)
{
    public static readonly WireSchema Empty = new();

    public IReadOnlyList<WireField> Fields => fields;

    public List<WireFault> Check(JsonObject message, string path = "data", params ReadOnlySpan<string> ignored)
    {
        var faults = new List<WireFault>();
        foreach (var (name, value) in message)
        {
            if (!ignored.Contains(name))
                Check(name, value, path, faults);
        }

        foreach (var field in fields)
        {
            if (field.Required && !message.ContainsKey(field.Name))
                faults.Add(Fault("required key not provided", path, field.Name, null));
        }

        return faults;
    }

    /// <summary>All faults of a command in one text, sorted, as <c>humanize_error</c> joins them.</summary>
    public static string Humanize(IEnumerable<WireFault> faults) =>
        string.Join('\n', faults.Select(fault => fault.Humanized).Order(StringComparer.Ordinal));

    private void Check(string name, JsonNode? value, string path, List<WireFault> faults)
    {
        var field = Array.Find(fields, candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
        if (field is null)
            faults.Add(Fault("extra keys not allowed", path, name, value));
        else if (field.Rule(value) is { } fault)
            faults.Add(Fault(fault + " for dictionary value", path, name, value));
        else if (field.Nested is not null && value is JsonObject nested)
            faults.AddRange(field.Nested.Check(nested, $"{path}['{name}']"));
    }

    private static WireFault Fault(string fault, string path, string name, JsonNode? value)
    {
        var text = $"{fault} @ {path}['{name}']";
        return new WireFault(text, $"{text}. Got {PythonText.Repr(value)}");
    }
}
