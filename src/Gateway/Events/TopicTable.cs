using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Events;

/// <summary>
/// The concrete topics of one family in one hub, found by UTF-8 bytes without making a string.
/// Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class TopicTable(string hub, string family, string prefix)
{
    /// <summary>A hub that invents topics without end costs at most this many entries; further topics work, uncached.</summary>
    public const int MaxTopics = 100_000;

    private readonly Dictionary<byte[], Topic> _topics = new(Utf8Comparer.Instance);

    public string Family { get; } = family;

    public IEnumerable<Topic> All => _topics.Values;

    /// <summary>How many topics have a last value.</summary>
    public int Values { get; set; }

    /// <summary>The topic named <c>prefix + name</c>.</summary>
    public Topic Get(ReadOnlySpan<byte> name)
    {
        var lookup = _topics.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(name, out var topic))
        {
            return topic;
        }

        topic = new Topic(hub, Family, prefix + Encoding.UTF8.GetString(name));
        if (_topics.Count < MaxTopics)
        {
            _topics.Add(name.ToArray(), topic);
            topic.IsListed = true;
        }

        return topic;
    }

    /// <summary>The topic with this whole text, made when there is none yet: a receiver may ask before the first event.</summary>
    public Topic GetByText(string text)
    {
        var name = NameOf(text);
        if (!_topics.TryGetValue(name, out var topic))
        {
            // Above the bound too: its events must find the receivers noted on it, and clients' topics are bounded elsewhere.
            _topics.Add(name, topic = new Topic(hub, Family, text) { IsListed = true });
        }

        return topic;
    }

    /// <summary>The last receiver may have left: a topic of which only clients ever spoke is forgotten, so they cannot fill the table.</summary>
    public void Trim(Topic topic)
    {
        var isKnown = topic.LastEvent is not null && _topics.Count <= MaxTopics;
        if (!isKnown && topic.Exact.Count == 0 && topic.Last is null)
        {
            topic.IsListed = !_topics.Remove(NameOf(topic.Text));
        }
    }

    public bool TryFind(string text, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue(NameOf(text), out topic);

    private byte[] NameOf(string text) =>
        Encoding.UTF8.GetBytes(text.StartsWith(prefix, StringComparison.Ordinal)
            ? text[prefix.Length..]
            : throw new ArgumentException($"The topic '{text}' does not start with '{prefix}'.", nameof(text)));
}
