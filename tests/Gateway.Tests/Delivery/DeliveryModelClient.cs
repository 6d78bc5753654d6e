using System.Text.Json.Nodes;
using Gateway.Delivery;
using Gateway.Events;

namespace Gateway.Tests.Delivery;

/// <summary>
/// A client as docs/clients.md has it: it keeps a cursor while it has everything, and comes back with it. It writes down what it
/// was promised, so that a test can tell whether that was kept.
/// </summary>
/// <param name="queue">What waits for it.</param>
/// <param name="resumeFrom">The cursor it comes back with.</param>
/// <param name="known">What it showed before.</param>
/// <param name="isReader">Whether it reads SSE: it keeps what it shows, and its cursor is the newest id it was sent.</param>
internal sealed class DeliveryModelClient(ClientQueue queue, string? resumeFrom, IReadOnlyDictionary<string, int> known, bool isReader)
{
    private readonly Dictionary<string, int> _newest = new(StringComparer.Ordinal);

    public ClientQueue Queue => queue;

    public bool IsReader => isReader;

    public Dictionary<string, Share> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Topics that are not held again in this connection.</summary>
    public HashSet<string> Closed { get; } = new(StringComparer.Ordinal);

    /// <summary>Shares that ended in this connection.</summary>
    public List<Share> Ended { get; } = [];

    /// <summary>What the client shows, by concrete topic.</summary>
    public Dictionary<string, int> View { get; } = isReader ? new(known, StringComparer.Ordinal) : new(StringComparer.Ordinal);

    /// <summary>Events other than snapshots that came in this connection.</summary>
    public HashSet<int> Delivered { get; } = [];

    public long Missed { get; private set; }

    public bool SawGap { get; private set; }

    /// <summary>From where it may resume; null: it must begin anew.</summary>
    public string? Cursor { get; private set; } = resumeFrom;

    public void Hold(string topic, long askedAt, long? resumedFrom) => Held.TryAdd(topic, new Share(topic, askedAt, resumedFrom));

    public void Drop(string topic, long at)
    {
        Held.Remove(topic, out var share);

        // After a gap the rest may have been on its way as a snapshot, of which nobody waits for the end any more.
        Ended.Add(share! with { Until = at, From = SawGap && share.HasState ? long.MaxValue : share.From });
    }

    /// <summary>The hub went and came: every topic is told live once more.</summary>
    public void HubCameBack()
    {
        foreach (var share in Held.Values)
        {
            share.LivesAllowed++;
        }
    }

    public bool Read()
    {
        while (queue.TryRunDeferred())
        {
        }

        if (!queue.TryTake(out var outgoing))
        {
            return false;
        }

        var json = JsonNode.Parse(outgoing.Message.Payload.Span)!;
        if (outgoing.Message.Target == MessageTarget.Gap)
        {
            ReadGap(json);
        }
        else if (outgoing.Message is HubEvent)
        {
            ReadEvent(json["topic"]!.GetValue<string>(), json["data"]!.GetValue<int>(), outgoing.AsSnapshot);
        }
        else
        {
            ReadTopic(json);
        }

        if (!outgoing.AsSnapshot && (isReader ? outgoing.IsResumable : !SawGap && Held.Values.All(static share => share.Lives > 0)) && json["cursor"] is { } place)
        {
            Cursor = place.GetValue<string>();
        }

        outgoing.Message.Release();
        return true;
    }

    public static long SequenceOf(string cursor) => Gateway.Events.Cursor.TryParse(cursor, out var parsed) ? parsed.Sequence : throw new FormatException(cursor);

    private void ReadGap(JsonNode json)
    {
        // From here on what comes may have overtaken what is still missing: the cursor stays where it is.
        SawGap = true;
        Missed += json["dropped"]!.GetValue<long>() + json["conflated"]!.GetValue<long>();
        foreach (var share in Held.Values)
        {
            share.LivesAllowed += 1_000;
        }
    }

    private void ReadEvent(string topic, int data, bool isSnapshot)
    {
        if (isSnapshot)
        {
            data.ShouldBeGreaterThanOrEqualTo(_newest.GetValueOrDefault(topic), $"a snapshot of {topic} is older than what came before");
        }
        else
        {
            data.ShouldBeGreaterThan(_newest.GetValueOrDefault(topic), $"{topic} is out of order, or came twice");
            Delivered.Add(data).ShouldBeTrue();
        }

        View[topic] = data;
        _newest[topic] = isSnapshot ? _newest.GetValueOrDefault(topic) : data;
    }

    private void ReadTopic(JsonNode json)
    {
        if (!string.Equals(json["state"]!.GetValue<string>(), "live", StringComparison.Ordinal)
            || !Held.TryGetValue(json["topic"]!.GetValue<string>(), out var share))
        {
            return;
        }

        share.Lives++;
        share.Lives.ShouldBeLessThanOrEqualTo(share.LivesAllowed, $"{share.Topic} is live once");
        var live = SequenceOf(json["cursor"]!.GetValue<string>());
        if (share.Lives > 1)
        {
            // What came before this stands in the snapshot, where there is one.
            share.From = SawGap && share.HasState ? Math.Max(share.From, live) : share.From;
            return;
        }

        var isRecovered = json["recovered"]?.GetValue<bool>();
        (isRecovered is null).ShouldBe(share.ResumedFrom is null, "who gives a cursor hears what became of it");
        share.From = isRecovered == true ? share.ResumedFrom!.Value : live;
        if (isRecovered == true)
        {
            foreach (var (topic, data) in known.Where(pair => share.Covers(pair.Key)))
            {
                View.TryAdd(topic, data);
            }
        }
    }

    /// <summary>One topic held from one moment to another.</summary>
    internal sealed record Share(string Topic, long AskedAt, long? ResumedFrom)
    {
        public long From { get; set; } = long.MaxValue;

        public long Until { get; init; } = long.MaxValue;

        /// <summary>Whether it was ever asked for with a highest rate: then only the newest values are promised.</summary>
        public bool IsThrottled { get; set; }

        public bool HasState => Topic.Contains('/', StringComparison.Ordinal);

        public int Lives { get; set; }

        public int LivesAllowed { get; set; } = 1;

        public bool Covers(string topic) =>
            Topic.EndsWith('*') ? topic.StartsWith(Topic[..^1], StringComparison.Ordinal) : string.Equals(topic, Topic, StringComparison.Ordinal);

        /// <summary>Whether this event was promised.</summary>
        public bool Promises(string topic, long sequence) => !IsThrottled && sequence > From && sequence <= Until && Covers(topic);

        /// <summary>Whether it may come: an occurrence counts from the moment it was asked for, whenever the hub said yes.</summary>
        public bool Allows(string topic, long sequence) => sequence > Math.Min(ResumedFrom ?? AskedAt, AskedAt) && sequence <= Until && Covers(topic);
    }
}
