namespace Gateway.Configuration;

/// <summary>Text of a client's that is shown to people, in an answer or in the log.</summary>
internal static class ShownText
{
    private const int Limit = 200;

    /// <summary>At most 200 characters of it and never half a character, in one line: a client must not write lines of its own into the log.</summary>
    public static string Cut(string text)
    {
        var shown = text;
        if (text.Length > Limit)
        {
            shown = text[..(char.IsHighSurrogate(text[Limit - 1]) ? Limit - 1 : Limit)] + "…";
        }

        return shown.Any(char.IsControl) ? string.Concat(shown.Select(static character => char.IsControl(character) ? ' ' : character)) : shown;
    }
}
