namespace Gateway.Events;

/// <summary>One event to be added to a hub's stream. All JSON in it must be valid; everything is copied.</summary>
/// <param name="topic">The topic's name below its family's prefix.</param>
/// <param name="name">The event's name, unescaped UTF-8.</param>
/// <param name="data">The payload's JSON.</param>
internal readonly ref struct StreamEntry(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
{
    public ReadOnlySpan<byte> Topic { get; } = topic;

    public ReadOnlySpan<byte> Name { get; } = name;

    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>A JSON array of further arguments, or empty.</summary>
    public ReadOnlySpan<byte> More { get; init; }

    /// <summary>What the event means for the last value. Default <see cref="Retention.None"/>.</summary>
    public Retention Retention { get; init; }

    /// <summary>
    /// Which part of the topic it is about, where parts have values of their own: a device's capability. Empty: the topic itself;
    /// removing that removes all parts.
    /// </summary>
    public ReadOnlySpan<byte> Part { get; init; }

    /// <summary>
    /// The whole value's JSON, kept for snapshots under the event's cursor where <see cref="Data"/> tells only what
    /// changed. Empty: the data itself is kept.
    /// </summary>
    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>The name that <see cref="Value"/> is kept under, where it says something else than the event. Empty: the event's.</summary>
    public ReadOnlySpan<byte> ValueName { get; init; }

    /// <summary>The same with the whole value told: all that lasts where nobody hears of the change.</summary>
    public StreamEntry AsWhole() => Value.IsEmpty ? this : new StreamEntry(Topic, ValueName.IsEmpty ? Name : ValueName, Value) { Retention = Retention, Part = Part };
}
