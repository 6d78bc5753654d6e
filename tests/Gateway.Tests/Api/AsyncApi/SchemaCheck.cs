using System.Text.Json.Nodes;

namespace Gateway.Tests.Api.AsyncApi;

/// <summary>
/// Holds JSON against the subset of JSON Schema that the document uses, strictly: a keyword that is not known here is a fault, so that
/// nothing goes unchecked, and so is a member that the schema does not name.
/// </summary>
internal sealed class SchemaCheck(JsonNode document)
{
    private static readonly string[] Words = ["description", "format"];

    /// <summary>What is wrong; nothing when all is well.</summary>
    public IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string path = "$")
    {
        if (schema["$ref"] is { } reference)
        {
            return Faults(Resolve(reference.GetValue<string>()), value, path);
        }

        return schema.AsObject().Where(static rule => !Words.Contains(rule.Key, StringComparer.Ordinal)).SelectMany(rule => Check(rule.Key, rule.Value!, schema, value, path));
    }

    /// <summary>What a reference within the document leads to.</summary>
    public JsonNode Resolve(string reference)
    {
        reference.ShouldStartWith("#/");
        var node = document;
        foreach (var step in reference[2..].Split('/'))
        {
            node = node[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)] ?? throw new InvalidOperationException($"'{reference}' leads nowhere: there is no '{step}'.");
        }

        return node;
    }

    private IEnumerable<string> Check(string keyword, JsonNode rule, JsonNode schema, JsonNode? value, string path) => keyword switch
    {
        "type" => IsOf(rule.GetValue<string>(), value) ? [] : [$"{path} is no {rule}: {value?.ToJsonString()}"],
        "enum" => rule.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)) ? [] : [$"{path} is none of {rule.ToJsonString()}: {value?.ToJsonString()}"],
        "required" => value is JsonObject members ? rule.AsArray().Select(static name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name)).Select(name => $"{path} lacks {name}") : [],
        "properties" => value is JsonObject members ? members.SelectMany(member => schema["properties"]![member.Key] is { } known ? Faults(known, member.Value, $"{path}.{member.Key}") : [$"{path}.{member.Key} is not described"]) : [],
        "items" => value is JsonArray items ? items.SelectMany((item, index) => Faults(rule, item, $"{path}[{index}]")) : [],
        _ => [$"the schema of {path} has '{keyword}', which the test does not know"],
    };

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() is System.Text.Json.JsonValueKind.String,
        "boolean" => value?.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False,
        "number" => value?.GetValueKind() is System.Text.Json.JsonValueKind.Number,
        "integer" => value?.GetValueKind() is System.Text.Json.JsonValueKind.Number && decimal.IsInteger(value.GetValue<decimal>()),
        _ => false,
    };
}
