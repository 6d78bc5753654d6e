using System.Buffers;
using System.Text;
using Gateway.Configuration;

namespace Gateway.Upstreams.Pryv;

/// <summary>Takes the token out of what the server says: some answers hold it, some errors echo it.</summary>
internal sealed class PryvRedaction
{
    private const string Stars = "***";
    private const int MinLength = 8;

    /// <summary>What stands in JSON text as it is.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=");

    private readonly string _token;
    private readonly string _escaped;
    private readonly byte[] _utf8;
    private readonly bool _isSafeInJson;

    public PryvRedaction(Secret token)
    {
        _token = token.Reveal();
        _escaped = Uri.EscapeDataString(_token);
        _utf8 = Encoding.UTF8.GetBytes(_token);

        // Never inside a number: that would be JSON no longer.
        _isSafeInJson = _token.Length >= MinLength && !_token.AsSpan().ContainsAnyExcept(Plain)
            && _token.Any(static character => char.IsAsciiLetter(character) && character is not ('e' or 'E'));
    }

    public IReadOnlyList<string> Secrets => string.Equals(_token, _escaped, StringComparison.Ordinal) ? [_token] : [_token, _escaped];

    public string Clean(string words) =>
        words.Replace(_token, Stars, StringComparison.Ordinal).Replace(_escaped, Stars, StringComparison.Ordinal);

    /// <summary>The same JSON, unless the token stands in it.</summary>
    public ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> json) => Holds(json.Span) ? Replace(json.Span) : json;

    /// <inheritdoc cref="Clean(ReadOnlyMemory{byte})"/>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> json) => Holds(json) ? Replace(json).Span : json;

    private bool Holds(ReadOnlySpan<byte> json) => _isSafeInJson && json.IndexOf(_utf8) >= 0;

    private ReadOnlyMemory<byte> Replace(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>(json.Length);
        while (json.IndexOf(_utf8) is >= 0 and var place)
        {
            output.Write(json[..place]);
            output.Write("***"u8);
            json = json[(place + _utf8.Length)..];
        }

        output.Write(json);
        return output.WrittenMemory;
    }
}
