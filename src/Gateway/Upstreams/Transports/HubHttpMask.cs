using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace Gateway.Upstreams.Transports;

/// <summary>
/// Stars out a hub's secrets in a text that comes in pieces, wherever the pieces are cut, in place: as many stars as there were
/// bytes, so that lengths and ranges stay true. Thread-safe.
/// </summary>
internal sealed class HubHttpMask
{
    private const byte Star = (byte)'*';

    private readonly byte[][] _secrets;

    /// <param name="secrets">As they are; how URLs, JSON and HTML write them is added.</param>
    public HubHttpMask(IEnumerable<string> secrets)
    {
        _secrets = [.. secrets.SelectMany(Spellings).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)];
        Longest = _secrets.Select(static secret => secret.Length).DefaultIfEmpty().Max();
    }

    public int Longest { get; }

    /// <summary>Stars out every whole secret.</summary>
    /// <returns>How many bytes at the end may be the beginning of one: they belong before the next piece.</returns>
    public int Clean(Span<byte> bytes)
    {
        foreach (var secret in _secrets)
        {
            for (var from = 0; bytes[from..].IndexOf(secret) is >= 0 and var place; from += place + secret.Length)
            {
                bytes.Slice(from + place, secret.Length).Fill(Star);
            }
        }

        var open = 0;
        foreach (var secret in _secrets)
        {
            for (var length = Math.Min(secret.Length - 1, bytes.Length); length > open; length--)
            {
                if (bytes[^length..].SequenceEqual(secret.AsSpan(0, length)))
                {
                    open = length;
                }
            }
        }

        return open;
    }

    private static IEnumerable<string> Spellings(string secret)
    {
        var escaped = Uri.EscapeDataString(secret);
        string[] json = [JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret)];
        return [secret, escaped, LowerHex(escaped), WebUtility.HtmlEncode(secret), .. json, .. json.Select(static text => text.Replace("/", "\\/", StringComparison.Ordinal))];
    }

    private static string LowerHex(string escaped)
    {
        var text = escaped.ToCharArray();
        for (var i = 0; i + 2 < text.Length; i++)
        {
            if (text[i] == '%')
            {
                text[i + 1] = char.ToLowerInvariant(text[i + 1]);
                text[i + 2] = char.ToLowerInvariant(text[i + 2]);
            }
        }

        return new string(text);
    }
}
