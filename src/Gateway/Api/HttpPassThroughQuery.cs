using System.Buffers;
using System.Globalization;
using System.Text;

namespace Gateway.Api;

/// <summary>A request's query on its way to a hub: as the client wrote it, with nothing in it that could end the request line or the address.</summary>
internal static class HttpPassThroughQuery
{
    /// <summary>What may stand in a query as it is (RFC 3986), and brackets, which frameworks use for lists.</summary>
    private static readonly SearchValues<char> Literal =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!$&'()*+,;=:@/?[]");

    /// <param name="query">Without its question mark.</param>
    /// <param name="encoded">The same with everything encoded that must be.</param>
    /// <returns>What is wrong with it, for people; null when all is well.</returns>
    public static string? Read(string query, out string encoded)
    {
        encoded = "";
        var output = new StringBuilder(query.Length);
        for (var i = 0; i < query.Length; i++)
        {
            var character = query[i];
            if (character == '%')
            {
                if (i + 2 >= query.Length || !char.IsAsciiHexDigit(query[i + 1]) || !char.IsAsciiHexDigit(query[i + 2]))
                {
                    return "The query has a percent sign without two hexadecimal digits behind it.";
                }

                if (query[i + 1] == '0' && query[i + 2] == '0')
                {
                    return "The query has an encoded NUL.";
                }

                output.Append(character);
            }
            else if (Literal.Contains(character))
            {
                output.Append(character);
            }
            else if (character is <= ' ' or >= '\u007F' or '#')
            {
                return "The query has a character that must be percent-encoded.";
            }
            else
            {
                output.Append('%').Append(((int)character).ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        encoded = output.ToString();
        return null;
    }
}
