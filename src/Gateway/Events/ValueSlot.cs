namespace Gateway.Events;

/// <summary>
/// The place of one value that only its own next value replaces: a topic's, or that of one part of it. Events of one slot may
/// stand for each other where a client wants fewer of them; events of different slots never. Used inside <see cref="HubStream.Enter"/>.
/// </summary>
internal sealed class ValueSlot(Topic topic)
{
    public Topic Topic => topic;

    /// <summary>The newest value; the stream holds a reference on it.</summary>
    public HubEvent? Last { get; set; }
}
