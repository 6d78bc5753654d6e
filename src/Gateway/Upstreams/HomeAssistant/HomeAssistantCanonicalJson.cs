using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// One text per meaning: members sorted by UTF-16 code unit at every depth, no white space, only the escapes JSON asks for.
/// Numbers stay as written, because 1 and 1.0 are not the same to every hub command.
/// </summary>
internal static class HomeAssistantCanonicalJson
{
    /// <summary>False when an object has a member twice; <paramref name="duplicate"/> is its name.</summary>
    public static bool TryWrite(JsonElement element, [NotNullWhen(true)] out string? canonical, [NotNullWhen(false)] out string? duplicate)
    {
        var output = new ArrayBufferWriter<byte>(256);
        duplicate = WriteValue(output, element);
        canonical = duplicate is null ? Encoding.UTF8.GetString(output.WrittenSpan) : null;
        return canonical is not null;
    }

    private static string? WriteValue(ArrayBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(output, value);
            case JsonValueKind.Array:
                return WriteArray(output, value);
            case JsonValueKind.String:
                HomeAssistantJson.WriteText(output, value.GetString()!);
                return null;
            default:
                output.Write(Encoding.UTF8.GetBytes(value.GetRawText()));
                return null;
        }
    }

    private static string? WriteObject(ArrayBufferWriter<byte> output, JsonElement value)
    {
        var members = value.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
            {
                if (string.Equals(members[i].Name, members[i - 1].Name, StringComparison.Ordinal))
                    return members[i].Name;
                output.Write(","u8);
            }

            HomeAssistantJson.WriteText(output, members[i].Name);
            output.Write(":"u8);
            if (WriteValue(output, members[i].Value) is { } duplicate)
                return duplicate;
        }

        output.Write("}"u8);
        return null;
    }

    private static string? WriteArray(ArrayBufferWriter<byte> output, JsonElement value)
    {
        output.Write("["u8);
        var separator = ReadOnlySpan<byte>.Empty;
        foreach (var item in value.EnumerateArray())
        {
            output.Write(separator);
            separator = ","u8;
            if (WriteValue(output, item) is { } duplicate)
                return duplicate;
        }

        output.Write("]"u8);
        return null;
    }
}
