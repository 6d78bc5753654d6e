using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.Homey;

/// <summary>Arguments of a request that has no body, as a query; what is nested gets brackets: <c>a[0]=x</c>, <c>b[key]=y</c>.</summary>
internal sealed class HomeyQuery
{
    /// <summary>Of the target with its query; many servers take no longer one.</summary>
    private const int MaxLength = 8_192;

    private readonly StringBuilder _text;
    private bool _hasQuery;

    private HomeyQuery(string target)
    {
        _text = new StringBuilder(target);
        _hasQuery = target.Contains('?', StringComparison.Ordinal);
    }

    /// <summary>The target with the arguments added, or why that cannot be.</summary>
    /// <param name="target">A path, perhaps with a query of its own.</param>
    /// <param name="args">A JSON object, valid; empty: none.</param>
    /// <param name="result">The target to ask for.</param>
    /// <param name="fault">For the caller's eyes.</param>
    public static bool TryAdd(string target, ReadOnlyMemory<byte> args, [NotNullWhen(true)] out string? result, [NotNullWhen(false)] out string? fault)
    {
        (result, fault) = (target, null);
        if (args.IsEmpty)
        {
            return true;
        }

        var query = new HomeyQuery(target);
        using var document = JsonDocument.Parse(args);
        try
        {
            fault = query.TryAppend("", document.RootElement) ? null : $"The query would be longer than {MaxLength} characters.";
        }
        catch (InvalidOperationException)
        {
            fault = "The arguments hold half a surrogate pair, which is no text that a query can carry.";
        }

        result = fault is null ? query._text.ToString() : null;
        return fault is null;
    }

    /// <summary>False when it gets too long. A name with half a surrogate pair in it, or a value, throws.</summary>
    private bool TryAppend(string name, JsonElement value)
    {
        if (name.Length > MaxLength)
        {
            return false;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    var escaped = Uri.EscapeDataString(member.Name);
                    if (!TryAppend(name.Length == 0 ? escaped : $"{name}[{escaped}]", member.Value))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (!TryAppend($"{name}[{index++}]", item))
                    {
                        return false;
                    }
                }

                return true;
            case JsonValueKind.Null:
                return true;
            default:
                var plain = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
                _text.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(plain));
                _hasQuery = true;
                return _text.Length <= MaxLength;
        }
    }
}
