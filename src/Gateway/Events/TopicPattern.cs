namespace Gateway.Events;

/// <summary>
/// What a client asks for inside one hub: one topic, or every topic of a family that starts with a prefix.
/// Matching is one comparison of the prefix, so its cost is linear in the topic's length whatever a client sends.
/// </summary>
/// <param name="Family">Topics of different families never match each other (a bus event named like an entity topic, say).</param>
/// <param name="Prefix">The whole topic, or the literal text before a closing <c>*</c>.</param>
/// <param name="IsWildcard">Whether a <c>*</c> closes the pattern.</param>
/// <param name="AcrossSegments">Whether the <c>*</c> also stands for text with a <c>/</c> in it.</param>
internal readonly record struct TopicPattern(string Family, string Prefix, bool IsWildcard = false, bool AcrossSegments = false)
{
    public bool Matches(Topic topic) =>
        string.Equals(Family, topic.Family, StringComparison.Ordinal) && MatchesText(topic.Text);

    /// <summary>Whether there may be a topic that both match; true in doubt.</summary>
    public bool Overlaps(TopicPattern other) =>
        string.Equals(Family, other.Family, StringComparison.Ordinal)
        && (IsWildcard
            ? other.Prefix.StartsWith(Prefix, StringComparison.Ordinal) || (other.IsWildcard && Prefix.StartsWith(other.Prefix, StringComparison.Ordinal))
            : other.MatchesText(Prefix));

    public bool MatchesText(ReadOnlySpan<char> text) =>
        IsWildcard
            ? text.StartsWith(Prefix, StringComparison.Ordinal) && (AcrossSegments || !text[Prefix.Length..].Contains('/'))
            : text.Equals(Prefix, StringComparison.Ordinal);
}
