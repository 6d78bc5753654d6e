using Gateway.Events;

namespace Gateway.Upstreams.Deconz;

/// <summary>Tells clients, by the hub's stream: frames as they are, and what the gateway did not tell in its own shape. Used under the feed's lock.</summary>
internal sealed class DeconzTeller(HubStream stream)
{
    private readonly TopicTable _topics = stream.Family(DeconzTopics.Family);
    private readonly DeconzWriter _writer = new();

    /// <summary>Whether there is no value at all: nobody asked yet, or the registry has let go of them.</summary>
    public bool WasNobodyShown()
    {
        using (stream.Enter())
        {
            return _topics.Values == 0;
        }
    }

    /// <summary>A frame about a thing, whose whole value is kept beside.</summary>
    /// <param name="topic">What it is about.</param>
    /// <param name="frame">Told as it is.</param>
    /// <param name="thing">Null: it is gone.</param>
    public void Frame(ReadOnlySpan<byte> topic, in DeconzFrame frame, DeconzThing? thing) =>
        stream.Append(_topics, new StreamEntry(topic, frame.Event, frame.Raw)
        {
            Retention = thing is null ? Retention.Removed : Retention.Value,
            Value = thing is null ? default : _writer.Whole(thing),
            ValueName = "changed"u8,
        });

    /// <summary>A frame of a topic that has no values.</summary>
    public void Occurrence(ReadOnlySpan<byte> topic, in DeconzFrame frame) => stream.Append(_topics, topic, frame.Event, frame.Raw);

    /// <summary>A frame that is no value of its topic, which has one. A part of its own, so that no later event may stand for it where a client wants fewer.</summary>
    public void Moment(ReadOnlySpan<byte> topic, in DeconzFrame frame) =>
        stream.Append(_topics, new StreamEntry(topic, frame.Event, frame.Raw) { Part = "moment"u8 });

    /// <summary>Everything about a thing, as a change.</summary>
    public void Whole(DeconzThing thing)
    {
        stream.Append(_topics, thing.Topic, "changed"u8, _writer.Whole(thing), Retention.Value);
        (thing.IsNew, thing.IsDirty) = (false, false);
    }

    public void Added(DeconzThing thing)
    {
        var added = _writer.Added(thing).ToArray();
        stream.Append(_topics, new StreamEntry(thing.Topic, "added"u8, added) { Retention = Retention.Value, Value = _writer.Whole(thing), ValueName = "changed"u8 });
        (thing.IsNew, thing.IsDirty) = (false, false);
    }

    public void Deleted(DeconzThing thing) => stream.Append(_topics, thing.Topic, "deleted"u8, _writer.Deleted(thing), Retention.Removed);
}
