using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Slices and texts of JSON read in place. Unescaping is done here because the JSON reader's own throws on a lone surrogate,
/// which is valid JSON and which a hub may send.
/// </summary>
internal static class HomeAssistantJson
{
    /// <summary>Reads the value after a property name and returns its JSON. <paramref name="source"/> is what the reader reads.</summary>
    public static ReadOnlySpan<byte> ReadValue(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        json.Read();
        return CurrentValue(ref json, source);
    }

    /// <summary>The JSON of the value the reader stands on; the reader is moved to its end.</summary>
    public static ReadOnlySpan<byte> CurrentValue(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> source)
    {
        var start = (int)json.TokenStartIndex;
        json.Skip();
        return source[start..(int)json.BytesConsumed];
    }

    /// <summary>Reads the value after a property name; empty when it is no text or cannot be Unicode.</summary>
    public static ReadOnlySpan<byte> ReadText(scoped ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.String)
            return CurrentText(ref json);

        json.Skip();
        return default;
    }

    /// <summary>The text or name the reader stands on, copied only when it has escapes; empty when it cannot be Unicode.</summary>
    public static ReadOnlySpan<byte> CurrentText(scoped ref Utf8JsonReader json)
    {
        return json.ValueIsEscaped ? Unescape(json.ValueSpan) : json.ValueSpan;
    }

    /// <summary>A text's JSON, with its quotes, as plain UTF-8.</summary>
    public static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> quoted)
    {
        var text = quoted[1..^1];
        return text.Contains((byte)'\\') ? Unescape(text) : text;
    }

    public static bool NameIs(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.ValueIsEscaped)
            return json.ValueSpan.SequenceEqual(name);

        // No character takes more than six bytes per byte of its UTF-8, so a longer one cannot be it.
        if (json.ValueSpan.Length > 6 * name.Length)
            return false;

        Span<byte> plain = stackalloc byte[6 * name.Length];
        return TryUnescape(json.ValueSpan, plain, out var length) && plain[..length].SequenceEqual(name);
    }

    /// <summary>False when a surrogate stands alone. <paramref name="destination"/> must be as long as <paramref name="text"/>.</summary>
    public static bool TryUnescape(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        while (true)
        {
            var plain = text.IndexOf((byte)'\\');
            if (plain < 0)
            {
                text.CopyTo(destination[written..]);
                written += text.Length;
                return true;
            }

            text[..plain].CopyTo(destination[written..]);
            written += plain;
            text = text[plain..];
            if (text[1] == (byte)'u')
            {
                if (!TryDecodeUnicode(ref text, out var rune))
                    return false;
                written += rune.EncodeToUtf8(destination[written..]);
                continue;
            }

            destination[written++] = text[1] switch
            {
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                var itself => itself,
            };
            text = text[2..];
        }
    }

    /// <summary>Writes a text with its quotes: raw UTF-8, only the escapes JSON asks for. A lone surrogate becomes U+FFFD.</summary>
    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        foreach (var rune in text.EnumerateRunes())
        {
            var span = output.GetSpan(6);
            output.Advance(rune.Value switch
            {
                '"' => Put(span, "\\\""u8),
                '\\' => Put(span, "\\\\"u8),
                '\b' => Put(span, "\\b"u8),
                '\f' => Put(span, "\\f"u8),
                '\n' => Put(span, "\\n"u8),
                '\r' => Put(span, "\\r"u8),
                '\t' => Put(span, "\\t"u8),
                < ' ' => PutControl(span, rune.Value),
                _ => rune.EncodeToUtf8(span),
            });
        }

        output.Write("\""u8);
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> text)
    {
        var plain = new byte[text.Length];
        return TryUnescape(text, plain, out var length) ? plain.AsSpan(0, length) : default;
    }

    private static bool TryDecodeUnicode(ref ReadOnlySpan<byte> text, out Rune rune)
    {
        var unit = Unit(text);
        text = text[6..];
        if (!char.IsHighSurrogate(unit))
            return Rune.TryCreate(unit, out rune);

        if (!text.StartsWith("\\u"u8))
        {
            rune = default;
            return false;
        }

        var low = Unit(text);
        text = text[6..];
        return Rune.TryCreate(unit, low, out rune);
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x');
        return (char)unit;
    }

    private static int Put(Span<byte> span, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(span);
        return bytes.Length;
    }

    private static int PutControl(Span<byte> span, int value)
    {
        Put(span, "\\u00"u8);
        span[4] = (byte)('0' + (value >> 4));
        span[5] = (byte)"0123456789abcdef"[value & 15];
        return 6;
    }
}
