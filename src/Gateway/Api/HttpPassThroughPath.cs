using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Gateway.Api;

/// <summary>
/// What of a request's path goes to the hub: decoded exactly once, checked, and written anew. Read from the request line itself,
/// because the server has already decoded and shortened what it routes by.
/// </summary>
/// <param name="Plain">Decoded, without a leading slash: what is authorised.</param>
/// <param name="Encoded">The same, percent-encoded: what is sent.</param>
internal readonly record struct HttpPassThroughPath(string Plain, string Encoded)
{
    private const int MaxLength = 2048;

    private static readonly string[] Route = ["api", "hubs", "", "http"];

    /// <summary>What may stand in a path as it is (RFC 3986, pchar).</summary>
    private static readonly SearchValues<byte> Literal =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~!$&'()*+,;=:@"u8);

    /// <summary>Characters that programs may take for a dot or a slash.</summary>
    private static readonly SearchValues<char> LookAlikes = SearchValues.Create("․‥…⁄∕⧵⧸﹨．／＼");

    /// <param name="path">Of the request's target, up to its query.</param>
    /// <param name="pathBase">What stands before the gateway's own paths.</param>
    /// <param name="hub">As the request was routed.</param>
    /// <param name="read">What was read.</param>
    /// <param name="fault">What is wrong with it, for people; null when all is well.</param>
    public static bool TryRead(string path, PathString pathBase, string hub, out HttpPassThroughPath read, out string? fault)
    {
        read = default;
        if (!path.StartsWith('/'))
        {
            fault = "The request's target is an address of its own; only a path is passed through.";
            return false;
        }

        var segments = path[1..].Split('/');
        if (StartOf(segments, pathBase, hub) is not { } start)
        {
            fault = "The path before the hub's own has '.', '..' or an empty segment in it; write it as it is: /api/hubs/<hub>/http/….";
            return false;
        }

        fault = path.Length > MaxLength ? $"The path is longer than {MaxLength} characters." : null;
        var plain = new List<string>(segments.Length - start);
        for (var i = start; i < segments.Length && fault is null; i++)
        {
            fault = Decode(segments[i], out var decoded) ?? FaultOf(decoded, isFirst: i == start, isLast: i == segments.Length - 1);
            plain.Add(decoded);
        }

        if (fault is null)
        {
            read = new HttpPassThroughPath(string.Join('/', plain), string.Join('/', plain.Select(Encode)));
        }

        return fault is null;
    }

    /// <summary>Where the hub's own path begins; null when what is before it is not literally the route, so that the server must have changed it.</summary>
    private static int? StartOf(string[] segments, PathString pathBase, string hub)
    {
        // A proxy may have taken its prefix away, or left it.
        var before = (pathBase.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        int[] starts = [0, before.Length];
        foreach (var start in starts)
        {
            var isRoute = segments.Length >= start + Route.Length;
            for (var i = 0; i < start && isRoute; i++)
            {
                isRoute = string.Equals(Uri.UnescapeDataString(segments[i]), before[i], StringComparison.OrdinalIgnoreCase);
            }

            for (var i = 0; i < Route.Length && isRoute; i++)
            {
                var segment = Uri.UnescapeDataString(segments[start + i]);
                isRoute = Route[i].Length == 0
                    ? string.Equals(segment, hub, StringComparison.Ordinal)
                    : string.Equals(segment, Route[i], StringComparison.OrdinalIgnoreCase);
            }

            if (isRoute)
            {
                return start + Route.Length;
            }
        }

        return null;
    }

    private static string? Decode(string segment, out string decoded)
    {
        decoded = "";
        var bytes = new byte[segment.Length];
        var length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            var value = (int)segment[i];
            if (value == '%')
            {
                if (i + 2 >= segment.Length || !byte.TryParse(segment.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex))
                {
                    return "The path has a percent sign without two hexadecimal digits behind it.";
                }

                i += 2;
                value = hex;
                if (value is '/' or '%' or '?' or '#')
                {
                    return $"The path has an encoded '{(char)value}' (%{value:X2}); it is decoded once only, and must then mean what it says.";
                }
            }
            else if (value is <= ' ' or >= 0x7F or '#')
            {
                return "The path has a character that must be percent-encoded.";
            }

            bytes[length++] = (byte)value;
        }

        if (!Utf8.IsValid(bytes.AsSpan(0, length)))
        {
            return "The path is not UTF-8.";
        }

        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return null;
    }

    private static string? FaultOf(string segment, bool isFirst, bool isLast)
    {
        if (segment.Length == 0)
        {
            return isLast ? null : "The path has an empty segment ('//').";
        }

        if (segment.Contains('\\', StringComparison.Ordinal))
        {
            return "The path has a backslash.";
        }

        if (segment.EnumerateRunes().Any(static rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
        {
            return "The path has a control character, or one that cannot be seen.";
        }

        if (segment.AsSpan().ContainsAny(LookAlikes))
        {
            return "The path has a character that looks like a dot or a slash and is none.";
        }

        // Some servers take what follows a semicolon for parameters, and some strip spaces.
        if (segment.Split(';')[0].Trim() is "." or ".." or "")
        {
            return "The path has a segment '.' or '..', or one that is empty for some servers.";
        }

        return isFirst && segment.EndsWith(':') ? "The path begins like an address of its own." : null;
    }

    private static string Encode(string segment)
    {
        var encoded = new StringBuilder(segment.Length);
        foreach (var value in Encoding.UTF8.GetBytes(segment))
        {
            _ = Literal.Contains(value) ? encoded.Append((char)value) : encoded.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return encoded.ToString();
    }
}
