using Gateway.Diagnostics;

namespace Gateway.Events;

/// <summary>
/// One hub's events in one order: gives each a cursor, keeps history and last values, and hands it to <paramref name="deliver"/>.
/// The stream's lock is the one that orders everything a client sees of a hub (events, snapshots, topic states), so it is held
/// for memory work only, never across I/O.
/// </summary>
/// <param name="hub">The hub's id.</param>
/// <param name="options">The bounds of the history.</param>
/// <param name="time">The clock.</param>
/// <param name="deliver">Called inside the lock for each event; must return at once.</param>
internal sealed class HubStream(string hub, HubStreamOptions options, TimeProvider time, Action<HubEvent> deliver)
{
    private readonly Lock _gate = new();
    private readonly EventHistory _history = new(options);
    private readonly Dictionary<string, TopicTable> _families = new(StringComparer.Ordinal);
    private readonly RateMeter _rate = new(time);
    private string _epoch = Cursor.NewEpoch();
    private long _sequence;
    private long _passedBytes;

    public string Hub => hub;

    /// <summary>
    /// Says, inside the lock, whether a topic's events are kept in history and delivered. Of others only the last value is kept. Default:
    /// of every topic.
    /// </summary>
    public Func<Topic, DateTimeOffset, bool> Keeps { get; init; } = static (_, _) => true;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The cursor of the newest event. Exact inside <see cref="Enter"/>.</summary>
    public Cursor Cursor => new(_epoch, _sequence);

    public DateTimeOffset? LastEvent { get; private set; }

    /// <summary>How many bytes of events there were so far, kept or not. Any thread.</summary>
    public long PassedBytes => Volatile.Read(ref _passedBytes);

    /// <summary>Now, to be looked back at.</summary>
    public StreamMoment Moment() => new(this, options.HistoryBytes, time);

    /// <summary>How many events there were so far, wanted or not. Exact inside <see cref="Enter"/>.</summary>
    public long Received { get; private set; }

    public double EventsPerSecond => _rate.PerSecond();

    /// <summary>Stops the hub's line while in scope: what is done inside happens between two events for every client.</summary>
    public Lock.Scope Enter() => _gate.EnterScope();

    /// <summary>Whether the line can be stopped within a time at all: false when somebody holds it and does not let go.</summary>
    public bool CanEnter(TimeSpan limit)
    {
        if (!_gate.TryEnter(limit))
        {
            return false;
        }

        _gate.Exit();
        return true;
    }

    /// <summary>The family's topics, made at first use. <paramref name="prefix"/> is what all its topic texts start with.</summary>
    public TopicTable Family(string family, string prefix = "")
    {
        using (Enter())
        {
            if (!_families.TryGetValue(family, out var table))
            {
                _families.Add(family, table = new TopicTable(hub, family, prefix));
            }

            return table;
        }
    }

    /// <summary>Adds an event of the topic <c>prefix + topicName</c>. The payload must be valid JSON; it is copied.</summary>
    public void Append(TopicTable family, ReadOnlySpan<byte> topicName, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, Retention retention = Retention.None) =>
        Append(family, new StreamEntry(topicName, name, data) { Retention = retention });

    /// <inheritdoc cref="Append(TopicTable, ReadOnlySpan{byte}, ReadOnlySpan{byte}, ReadOnlySpan{byte}, Retention)"/>
    public void Append(TopicTable family, in StreamEntry entry)
    {
        using (Enter())
        {
            var now = time.GetUtcNow();
            var topic = family.Get(entry.Topic);
            _rate.Count();
            Received++;
            LastEvent = topic.LastEvent = now;
            if (!Keeps(topic, now))
            {
                AppendUnkept(family, topic, entry.AsWhole(), now);
                return;
            }

            var slot = family.SlotOf(topic, entry.Part, entry.Retention == Retention.Value);
            var cursor = new Cursor(_epoch, _sequence + 1);
            var hubEvent = HubEvent.Create(slot, entry.Name, cursor, now, entry.Data, entry.More, isState: entry.Retention != Retention.None);
            using var trace = hubEvent.Trace = GatewayTrace.StartEvent(hub, topic.Text);
            _sequence++;
            Keep(family, hubEvent, entry);
            _history.Add(hubEvent);
            Volatile.Write(ref _passedBytes, _passedBytes + hubEvent.HeldBytes);
            _history.DropOlderThan(now - options.Age);
            deliver(hubEvent);
            hubEvent.Release();
        }
    }

    /// <summary>The last values that the pattern matches, oldest change first. Inside <see cref="Enter"/>; the caller owns a reference on each.</summary>
    public IReadOnlyList<HubEvent> LastValues(TopicPattern pattern)
    {
        var values = new List<HubEvent>();
        if (_families.TryGetValue(pattern.Family, out var table))
        {
            if (!pattern.IsWildcard)
            {
                AddLast(values, table.TryFind(pattern.Prefix, out var topic) ? topic : null);
            }
            else
            {
                foreach (var topic in table.All)
                {
                    AddLast(values, pattern.Matches(topic) ? topic : null);
                }
            }

            values.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        }

        return values;
    }

    /// <summary>
    /// What happened after <paramref name="from"/> on the topics the pattern matches, or null when some of it is gone.
    /// Inside <see cref="Enter"/>; the caller owns a reference on each.
    /// </summary>
    public IReadOnlyList<HubEvent>? Since(Cursor from, TopicPattern pattern)
    {
        if (!string.Equals(from.Epoch, _epoch, StringComparison.Ordinal) || from.Sequence > _sequence)
        {
            return null;
        }

        _history.DropOlderThan(time.GetUtcNow() - options.Age);
        if (!_history.Covers(from.Sequence))
        {
            return null;
        }

        var events = new List<HubEvent>();
        foreach (var hubEvent in _history.All)
        {
            if (hubEvent.Sequence > from.Sequence && pattern.Matches(hubEvent.Topic))
            {
                hubEvent.Retain();
                events.Add(hubEvent);
            }
        }

        return events;
    }

    /// <summary>Takes a place without an event: every cursor given out before is lower. Inside <see cref="Enter"/>.</summary>
    public long Mark() => ++_sequence;

    /// <summary>Continuity was lost: cursors given out so far cannot be resumed from. The sequence goes on.</summary>
    public void BeginEpoch()
    {
        using (Enter())
        {
            _epoch = Cursor.NewEpoch();
            _history.Clear(_sequence);
        }
    }

    /// <summary>Drops last values that nobody keeps current any more. Inside <see cref="Enter"/>.</summary>
    /// <param name="pattern">Which.</param>
    /// <param name="isKept">Says of a topic that something else keeps it current.</param>
    public void Forget(TopicPattern pattern, Predicate<Topic> isKept)
    {
        if (_families.TryGetValue(pattern.Family, out var table))
        {
            foreach (var topic in table.All)
            {
                if (topic.HasValue && pattern.Matches(topic) && !isKept(topic))
                {
                    table.Clear(topic);
                }
            }
        }
    }

    /// <summary>When the newest event came on any topic that the pattern matches and that may be read. Inside <see cref="Enter"/>.</summary>
    public DateTimeOffset? LastEventOn(TopicPattern pattern, IReadRights rights)
    {
        if (!_families.TryGetValue(pattern.Family, out var table))
        {
            return null;
        }

        return pattern.IsWildcard
            ? table.All.Where(topic => pattern.Matches(topic) && rights.MayRead(topic)).Max(static topic => topic.LastEvent)
            : table.TryFind(pattern.Prefix, out var exact) && rights.MayRead(exact) ? exact.LastEvent : null;
    }

    /// <summary>It takes its place all the same, so that no cursor given out before it covers it.</summary>
    private void AppendUnkept(TopicTable family, Topic topic, in StreamEntry entry, DateTimeOffset now)
    {
        family.Unkept = _sequence + 1;
        if (entry.Retention != Retention.None)
        {
            var slot = family.SlotOf(topic, entry.Part, entry.Retention == Retention.Value);
            var hubEvent = HubEvent.Create(slot, entry.Name, new Cursor(_epoch, _sequence + 1), now, entry.Data, entry.More, isState: true);
            Keep(family, hubEvent, entry);
            hubEvent.Release();
        }

        _sequence++;
    }

    private static void Keep(TopicTable family, HubEvent hubEvent, in StreamEntry entry)
    {
        switch (entry.Retention)
        {
            case Retention.Value when !entry.Value.IsEmpty:
                var name = entry.ValueName.IsEmpty ? entry.Name : entry.ValueName;
                var whole = HubEvent.Create(hubEvent.Slot, name, new Cursor(hubEvent.Epoch, hubEvent.Sequence), hubEvent.Time, entry.Value, default, isState: true);
                family.SetLast(hubEvent.Slot, whole);
                hubEvent.TellsPartOf(whole);
                whole.Release();
                break;
            case Retention.Value:
                family.SetLast(hubEvent.Slot, hubEvent);
                break;
            case Retention.Removed when entry.Part.IsEmpty:
                hubEvent.EndsTopic = true;
                family.Clear(hubEvent.Topic);
                break;
            case Retention.Removed:
                family.RemovePart(hubEvent.Slot, entry.Part);
                break;
        }
    }

    private static void AddLast(List<HubEvent> values, Topic? topic)
    {
        foreach (var slot in topic is null ? [] : topic.Slots)
        {
            if (slot.Last is { } last)
            {
                last.Retain();
                values.Add(last);
            }
        }
    }
}
