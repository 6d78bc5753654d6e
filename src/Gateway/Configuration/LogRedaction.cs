using System.Text;

namespace Gateway.Configuration;

/// <summary>
/// Takes credentials out of a line that is about to be written, whoever wrote it: the framework's own lines have addresses and headers in
/// them. One pass, linear in the text's length.
/// </summary>
internal static class LogRedaction
{
    private const string Mask = "***";

    /// <summary>Shorter ones are words, such as a column's name.</summary>
    private const int MinToken = 20;

    /// <summary>What starts a credential, and how long what follows must be.</summary>
    private static readonly (string Start, int Min)[] Starts =
    [
        ("gw_", MinToken), ("gwt_", MinToken), ("access_token=", 1), ("Authorization: ", 1), ("Bearer ", MinToken),
    ];

    public static string Clean(string text)
    {
        StringBuilder? clean = null;
        var done = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (Find(text, at) is not { } end)
            {
                continue;
            }

            (clean ??= new StringBuilder(text.Length)).Append(text, done, at - done).Append(Mask);
            done = end;
            at = end - 1;
        }

        return clean is null ? text : clean.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Where the credential ends that starts here; null: none does.</summary>
    private static int? Find(string text, int at)
    {
        // Four letters that can start one: everything else costs a comparison or two.
        if (text[at] is not ('g' or 'a' or 'A' or 'b' or 'B'))
        {
            return null;
        }

        foreach (var (start, min) in Starts)
        {
            if (string.Compare(text, at, start, 0, start.Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                var end = at + start.Length;
                while (end < text.Length && IsPart(start, text[end]))
                {
                    end++;
                }

                if (end - at - start.Length >= min)
                {
                    return end;
                }
            }
        }

        return null;
    }

    private static bool IsPart(string start, char character) => start[0] switch
    {
        'g' => char.IsAsciiLetterOrDigit(character) || character is '-' or '_',
        'a' => character is not ('&' or '"' or '\'') && !char.IsWhiteSpace(character),
        'A' => character is not ('\r' or '\n' or '"'),
        _ => !char.IsWhiteSpace(character) && character is not ('"' or '\'' or ','),
    };
}
