using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Something for each pattern of one family. Those that match a text are found by looking up its beginnings, one for each length
/// that any pattern has; so what that costs does not grow with the number of patterns. Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class PatternTable<T>
    where T : class, new()
{
    private readonly Dictionary<string, T> _exact = new(StringComparer.Ordinal);
    private readonly SortedList<int, Beginnings> _beginnings = [];

    public bool TryGet(TopicPattern pattern, [NotNullWhen(true)] out T? value)
    {
        value = null;
        return !pattern.IsWildcard
            ? _exact.TryGetValue(pattern.Prefix, out value)
            : _beginnings.TryGetValue(pattern.Prefix.Length, out var beginnings) && beginnings.Of(pattern).TryGetValue(pattern.Prefix, out value);
    }

    public T GetOrAdd(TopicPattern pattern) =>
        CollectionsMarshal.GetValueRefOrAddDefault(DictionaryOf(pattern), pattern.Prefix, out _) ??= new T();

    public void Remove(TopicPattern pattern)
    {
        DictionaryOf(pattern).Remove(pattern.Prefix);
        if (pattern.IsWildcard && _beginnings[pattern.Prefix.Length].IsEmpty)
        {
            _beginnings.Remove(pattern.Prefix.Length);
        }
    }

    /// <summary>Adds what belongs to the patterns that match the text.</summary>
    public void Find(string text, List<T> found)
    {
        if (_exact.TryGetValue(text, out var exact))
        {
            found.Add(exact);
        }

        // Patterns with a * that ends at the segment's end match where no / follows.
        var lastSegment = text.LastIndexOf('/') + 1;
        foreach (var (length, beginnings) in _beginnings)
        {
            if (length > text.Length)
            {
                return;
            }

            var beginning = text.AsSpan(0, length);
            if (beginnings.AcrossSegments.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(beginning, out var value))
            {
                found.Add(value);
            }

            if (length >= lastSegment && beginnings.InSegment.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(beginning, out value))
            {
                found.Add(value);
            }
        }
    }

    private Dictionary<string, T> DictionaryOf(TopicPattern pattern)
    {
        if (!pattern.IsWildcard)
        {
            return _exact;
        }

        if (!_beginnings.TryGetValue(pattern.Prefix.Length, out var beginnings))
        {
            _beginnings.Add(pattern.Prefix.Length, beginnings = new Beginnings());
        }

        return beginnings.Of(pattern);
    }

    private sealed class Beginnings
    {
        public Dictionary<string, T> AcrossSegments { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, T> InSegment { get; } = new(StringComparer.Ordinal);

        public bool IsEmpty => AcrossSegments.Count + InSegment.Count == 0;

        public Dictionary<string, T> Of(TopicPattern pattern) => pattern.AcrossSegments ? AcrossSegments : InSegment;
    }
}
