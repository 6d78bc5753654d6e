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

    /// <summary>The sequence of the newest event that found no place in history because nobody wanted its topic.</summary>
    public long Unkept { get; set; }

    /// <summary>How many last values there are.</summary>
    public int Values { get; private set; }

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
        if (!isKnown && topic.Exact.Count == 0 && !topic.HasValue)
        {
            topic.IsListed = !_topics.Remove(NameOf(topic.Text));
        }
    }

    public bool TryFind(string text, [NotNullWhen(true)] out Topic? topic) => _topics.TryGetValue(NameOf(text), out topic);

    /// <summary>Where the value of the topic, or of a part of it, is kept.</summary>
    /// <param name="topic">One of this table.</param>
    /// <param name="part">Empty: the topic itself.</param>
    /// <param name="isValue">Whether there will be a value, so that a new part gets a place.</param>
    public ValueSlot SlotOf(Topic topic, ReadOnlySpan<byte> part, bool isValue)
    {
        if (part.IsEmpty)
        {
            return topic.Slot;
        }

        if (topic.Parts?.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(part, out var slot) == true)
        {
            return slot;
        }

        slot = new ValueSlot(topic);
        if (isValue && topic.IsListed && Values < MaxTopics)
        {
            (topic.Parts ??= new(Utf8Comparer.Instance)).Add(part.ToArray(), slot);
        }

        return slot;
    }

    /// <summary>Keeps a new value, or none. A topic above the bound keeps nothing.</summary>
    public void SetLast(ValueSlot slot, HubEvent? value)
    {
        if (!slot.Topic.IsListed)
        {
            return;
        }

        value?.Retain();
        Values += (value is null ? 0 : 1) - (slot.Last is null ? 0 : 1);
        slot.Last?.Release();
        slot.Last = value;
    }

    /// <summary>Drops one part's value, and its place.</summary>
    public void RemovePart(ValueSlot slot, ReadOnlySpan<byte> part)
    {
        SetLast(slot, null);
        slot.Topic.Parts?.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(part);
    }

    /// <summary>Drops the topic's values, all parts included.</summary>
    public void Clear(Topic topic)
    {
        foreach (var slot in topic.Slots)
        {
            SetLast(slot, null);
        }

        topic.Parts = null;
    }

    private byte[] NameOf(string text) =>
        Encoding.UTF8.GetBytes(text.StartsWith(prefix, StringComparison.Ordinal)
            ? text[prefix.Length..]
            : throw new ArgumentException($"The topic '{text}' does not start with '{prefix}'.", nameof(text)));
}
