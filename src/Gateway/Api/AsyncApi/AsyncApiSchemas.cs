using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace Gateway.Api.AsyncApi;

/// <summary>
/// JSON schemas of the records that messages are made of, by the framework's exporter, with what the sources say of each member.
/// A member that may be null is left out of the JSON instead (<see cref="ApiSetup.Configure"/>), so it is not required and never null.
/// </summary>
internal sealed class AsyncApiSchemas
{
    private readonly JsonSerializerOptions _options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
    private readonly JsonSchemaExporterOptions _exporting;
    private readonly Dictionary<string, string> _words = ReadWords();

    public AsyncApiSchemas()
    {
        ApiSetup.Configure(_options);
        _options.MakeReadOnly();
        _exporting = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };
    }

    public JsonNode Of(Type type) => type == typeof(void) ? new JsonObject { ["type"] = "null" } : WithoutDefaults(_options.GetJsonSchemaAsNode(type, _exporting));

    private JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(RawJson))
        {
            return Describe(new JsonObject(), context) ?? new JsonObject();
        }

        if (schema is not JsonObject node)
        {
            return schema;
        }

        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && node["properties"] is JsonObject)
        {
            node["required"] = new JsonArray([.. context.TypeInfo.Properties.Where(static property => !property.IsGetNullable).Select(static property => JsonValue.Create(property.Name))]);
        }

        WithoutNull(node);
        if (node.ContainsKey("enum"))
        {
            node["type"] = "string";
        }

        return Describe(node, context) ?? node;
    }

    /// <summary>The exporter takes what a record's maker takes for nothing for what a reader may take for nothing.</summary>
    private static JsonNode WithoutDefaults(JsonNode schema)
    {
        if (schema is JsonObject node)
        {
            node.Remove("default");
            foreach (var (_, value) in node)
            {
                if (value is not null)
                {
                    WithoutDefaults(value);
                }
            }
        }

        return schema;
    }

    private static void WithoutNull(JsonObject node)
    {
        if (node["type"] is JsonArray types)
        {
            string[] kept = [.. types.Select(static type => type!.GetValue<string>()).Where(static type => type is not "null")];
            node["type"] = kept.Length == 1 ? kept[0] : new JsonArray([.. kept.Select(static type => JsonValue.Create(type))]);
        }

        if (node["enum"] is JsonArray values)
        {
            node["enum"] = new JsonArray([.. values.Where(static value => value is not null).Select(static value => value!.DeepClone())]);
        }
    }

    /// <summary>With the member's words, or the record's own; null where there are none.</summary>
    private JsonObject? Describe(JsonObject node, JsonSchemaExporterContext context)
    {
        var word = context.PropertyInfo is { } property
            ? _words.GetValueOrDefault($"{property.DeclaringType.FullName}.{(property.AttributeProvider as MemberInfo)?.Name}")
            : _words.GetValueOrDefault(context.TypeInfo.Type.FullName ?? "");
        if (word is null)
        {
            return null;
        }

        var described = new JsonObject { ["description"] = word };
        foreach (var (name, value) in node.ToArray())
        {
            node.Remove(name);
            described[name] = value;
        }

        return described;
    }

    /// <summary>Of each type and of its members, by full name; none where the program was shipped without.</summary>
    private static Dictionary<string, string> ReadWords()
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Combine(AppContext.BaseDirectory, "Gateway.xml");
        if (!File.Exists(file))
        {
            return words;
        }

        foreach (var member in XDocument.Load(file).Descendants("member"))
        {
            var name = member.Attribute("name")?.Value ?? "";
            if (name.Length > 2 && name[0] is 'T' or 'P')
            {
                Add(name[2..], member.Element("summary"));
                foreach (var parameter in member.Elements("param"))
                {
                    Add($"{name[2..]}.{parameter.Attribute("name")?.Value}", parameter);
                }
            }
        }

        return words;

        void Add(string name, XElement? text)
        {
            if (text is not null && string.Join(' ', Plain(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } plain)
            {
                words.TryAdd(name, plain);
            }
        }
    }

    /// <summary>What is marked as code stays a word, and a reference the name of what it leads to.</summary>
    private static string Plain(XElement text) => string.Concat(text.DescendantNodes().Select(static node => node switch
    {
        XText words => words.Value,
        XElement { IsEmpty: true } reference => (reference.FirstAttribute?.Value ?? "").Split('.', ':')[^1],
        _ => "",
    }));
}
