namespace Gateway.Access;

/// <summary>
/// What a scope covers: one text, or every text that starts with a prefix, segments or not. Ordinal; each question is one comparison
/// of the prefix, so its cost is linear in the text's length.
/// </summary>
/// <param name="Prefix">The whole text, or what stands before the closing <c>*</c>.</param>
/// <param name="IsWildcard">Whether a <c>*</c> closes it.</param>
internal readonly record struct ScopePattern(string Prefix, bool IsWildcard)
{
    public static ScopePattern Everything { get; } = new("", IsWildcard: true);

    public bool IsEverything => IsWildcard && Prefix.Length == 0;

    public static ScopePattern Of(string text) => text.EndsWith('*') ? new(text[..^1], IsWildcard: true) : new(text, IsWildcard: false);

    public bool Matches(ReadOnlySpan<char> text) => IsWildcard ? text.StartsWith(Prefix, StringComparison.Ordinal) : text.SequenceEqual(Prefix);

    /// <summary>Whether there may be a text that both cover.</summary>
    public bool Meets(ScopePattern other) => (IsWildcard, other.IsWildcard) switch
    {
        (true, true) => Prefix.StartsWith(other.Prefix, StringComparison.Ordinal) || other.Prefix.StartsWith(Prefix, StringComparison.Ordinal),
        (false, true) => other.Matches(Prefix),
        _ => Matches(other.Prefix),
    };

    public override string ToString() => IsWildcard ? Prefix + "*" : Prefix;
}
