using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Homey;

/// <summary>Arguments of a request that has no body, as a query; what is nested gets brackets: <c>a[0]=x</c>, <c>b[key]=y</c>.</summary>
internal static class HomeyQuery
{
    /// <summary>The target with the arguments added.</summary>
    /// <param name="target">A path, perhaps with a query of its own.</param>
    /// <param name="args">A JSON object, valid; empty: none.</param>
    public static string Add(string target, ReadOnlyMemory<byte> args)
    {
        if (args.IsEmpty)
        {
            return target;
        }

        var text = new StringBuilder(target);
        using var document = JsonDocument.Parse(args);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            Append(text, Uri.EscapeDataString(member.Name), member.Value);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    Append(text, $"{name}[{Uri.EscapeDataString(member.Name)}]", member.Value);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Append(text, $"{name}[{index++}]", item);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                var plain = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                text.Append(text.ToString().Contains('?', StringComparison.Ordinal) ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(plain));
                break;
        }
    }
}
