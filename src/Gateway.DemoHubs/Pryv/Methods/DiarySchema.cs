using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gateway.DemoHubs.Pryv.Methods;

/// <summary>Closed schemas: each member of its type, required ones there, no others.</summary>
internal sealed class DiarySchema(params IReadOnlyList<(string Name, string Type)> members)
{
    /// <summary>Members which must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>Null when the parameters are well formed.</summary>
    public DiaryError? Check(JsonObject parameters)
    {
        foreach (var name in Required)
        {
            if (parameters[name] is null)
                return DiaryError.BadParameters("OBJECT_MISSING_REQUIRED_PROPERTY", name, $"must have required property '{name}'", "#/");
        }

        foreach (var (name, value) in parameters)
        {
            var type = members.FirstOrDefault(member => string.Equals(member.Name, name, StringComparison.Ordinal)).Type;
            if (type is null)
                return DiaryError.BadParameters("OBJECT_ADDITIONAL_PROPERTIES", name, "must NOT have additional properties", "#/");
            if (value is not null && !IsOf(type, value.GetValueKind()))
                return DiaryError.BadParameters("INVALID_TYPE", type, $"must be {type}", $"#/{name}");
        }

        return null;
    }

    private static bool IsOf(string type, JsonValueKind kind) => type switch
    {
        "number" => kind is JsonValueKind.Number,
        "string" => kind is JsonValueKind.String,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "array" => kind is JsonValueKind.Array,
        "object" => kind is JsonValueKind.Object,
        _ => true,
    };
}
