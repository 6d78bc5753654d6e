using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Gateway.Upstreams.Homey;

/// <summary>Slices of JSON read in place. What cannot be read is empty or null; nothing here throws, whatever the JSON holds.</summary>
internal static class HomeyJson
{
    /// <summary>The JSON of an object's member; empty when there is none, or the JSON is no object.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = NameIs(ref reader, name);
                var value = Value(ref reader, json);
                if (isIt)
                {
                    return value;
                }
            }
        }
        catch (JsonException)
        {
            return default;
        }

        return default;
    }

    /// <summary>The value after the property name the reader stands on; the reader is moved to its end.</summary>
    public static ReadOnlySpan<byte> Value(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return json[start..(int)reader.BytesConsumed];
    }

    public static bool NameIs(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        try
        {
            return reader.ValueTextEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A name with half a surrogate pair in it: valid JSON, but none of ours.
            return false;
        }
    }

    /// <summary>A text's content, unescaped; empty when the JSON is no text, or no Unicode.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> json)
    {
        if (json.Length < 2 || json[0] != (byte)'"')
        {
            return default;
        }

        var text = json[1..^1];
        return text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(StringOf(json) ?? "") : text;
    }

    /// <summary>A text's content as a string; null when the JSON is no text, or no Unicode.</summary>
    public static string? StringOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A lone surrogate is valid JSON and no text.
            return null;
        }
    }

    /// <summary>The property name the reader stands on; empty when it is no Unicode.</summary>
    public static string NameOf(scoped ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    public static bool IsValid(ReadOnlySpan<byte> json, JsonTokenType? type = null)
    {
        try
        {
            // The reader itself does not look into texts.
            if (!Utf8.IsValid(json))
            {
                return false;
            }

            var reader = new Utf8JsonReader(json);
            var isOfType = reader.Read() && (type is null || reader.TokenType == type);
            reader.Skip();
            return isOfType && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>A text as JSON; what is no UTF-8 in it is replaced.</summary>
    public static byte[] Quote(ReadOnlySpan<byte> text) => Encoding.UTF8.GetBytes(
        $"\"{JsonEncodedText.Encode(Encoding.UTF8.GetString(text).Trim(), JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");

    /// <summary>The JSON without any member of this name, however deep, and otherwise untouched.</summary>
    public static byte[] Without(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        CopyValue(ref reader, json, name, output);
        return output.WrittenSpan.ToArray();
    }

    private static void CopyValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ReadOnlySpan<byte> left, ArrayBufferWriter<byte> output)
    {
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (!isObject && reader.TokenType != JsonTokenType.StartArray)
        {
            output.Write(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
            return;
        }

        output.Write(isObject ? "{"u8 : "["u8);
        var isFirst = true;
        while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            if (isObject && NameIs(ref reader, left))
            {
                Value(ref reader, json);
                continue;
            }

            output.Write(isFirst ? ""u8 : ","u8);
            isFirst = false;
            if (isObject)
            {
                output.Write(json[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
                reader.Read();
            }

            CopyValue(ref reader, json, left, output);
        }

        output.Write(isObject ? "}"u8 : "]"u8);
    }
}
