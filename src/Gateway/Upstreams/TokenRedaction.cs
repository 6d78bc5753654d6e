using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Configuration;

namespace Gateway.Upstreams;

/// <summary>Takes a hub's token out of what the hub says: some answers hold it, some errors echo it. Thread-safe.</summary>
internal sealed class TokenRedaction
{
    /// <summary>In characters. Whatever is shorter is a word like others, and to cut it out would spoil more than it hides.</summary>
    public const int ShortestSecret = 6;

    private const string Stars = "***";

    /// <summary>The reader does not recurse, so depth costs a bit each.</summary>
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 1_000 };

    private readonly string _token;
    private readonly string _escaped;
    private readonly byte[] _tokenUtf8;
    private readonly byte[] _escapedUtf8;

    public TokenRedaction(Secret token)
    {
        _token = token.Reveal();
        _escaped = Uri.EscapeDataString(_token);
        _tokenUtf8 = Encoding.UTF8.GetBytes(_token);
        _escapedUtf8 = Encoding.UTF8.GetBytes(_escaped);
    }

    /// <summary>The token as it is, and as it stands in a URL.</summary>
    public IReadOnlyList<string> Secrets => string.Equals(_token, _escaped, StringComparison.Ordinal) ? [_token] : [_token, _escaped];

    public string Clean(string words) =>
        words.Replace(_token, Stars, StringComparison.Ordinal).Replace(_escaped, Stars, StringComparison.Ordinal);

    /// <summary>
    /// The same JSON, unless the token stands in one of its texts or names: elsewhere it is no token. One that is shorter than
    /// <see cref="ShortestSecret"/> is left in, so that a hub's answer stays its own.
    /// </summary>
    public ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> json) => Replace(json.Span) ?? json;

    /// <inheritdoc cref="Clean(ReadOnlyMemory{byte})"/>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> json) => Replace(json) is { } cleaned ? cleaned.Span : json;

    /// <summary>Null when there is nothing to replace.</summary>
    private ReadOnlyMemory<byte>? Replace(ReadOnlySpan<byte> json)
    {
        if (_token.Length < ShortestSecret)
        {
            return null;
        }

        // An escaped character may be any of the token's.
        if (!json.Contains((byte)'\\') && !IsIn(json))
        {
            return null;
        }

        try
        {
            return ReplaceTexts(json);
        }
        catch (JsonException)
        {
            return "\"***\""u8.ToArray();
        }
    }

    private ReadOnlyMemory<byte>? ReplaceTexts(ReadOnlySpan<byte> json)
    {
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        var reader = new Utf8JsonReader(json, Deep);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && CleanText(ref reader) is { } text)
            {
                output ??= new ArrayBufferWriter<byte>(json.Length);
                output.Write(json[copied..((int)reader.TokenStartIndex + 1)]);
                output.Write(text);
                copied = (int)reader.TokenStartIndex + 1 + reader.ValueSpan.Length;
            }
        }

        output?.Write(json[copied..]);
        return output?.WrittenMemory;
    }

    /// <summary>The text the reader stands on without the token, as it stands in JSON between the quotes; null when it has none.</summary>
    private byte[]? CleanText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped && !IsIn(reader.ValueSpan))
        {
            return null;
        }

        try
        {
            var text = reader.GetString()!;
            var cleaned = Clean(text);
            return string.Equals(cleaned, text, StringComparison.Ordinal)
                ? null
                : JsonEncodedText.Encode(cleaned, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JSON allows and no encoder writes again.
            var plain = Unescape(reader.ValueSpan);
            return Secrets.Any(secret => plain.Contains(secret, StringComparison.Ordinal)) ? "***"u8.ToArray() : null;
        }
    }

    private static string Unescape(ReadOnlySpan<byte> text)
    {
        var plain = new StringBuilder(text.Length);
        while (text.IndexOf((byte)'\\') is >= 0 and var place)
        {
            plain.Append(Encoding.UTF8.GetString(text[..place]));
            var isCode = text[place + 1] == (byte)'u';
            plain.Append(isCode ? (char)Convert.ToUInt16(Encoding.ASCII.GetString(text.Slice(place + 2, 4)), 16) : (char)text[place + 1]);
            text = text[(place + (isCode ? 6 : 2))..];
        }

        return plain.Append(Encoding.UTF8.GetString(text)).ToString();
    }

    private bool IsIn(ReadOnlySpan<byte> utf8) => utf8.IndexOf(_tokenUtf8) >= 0 || utf8.IndexOf(_escapedUtf8) >= 0;
}
