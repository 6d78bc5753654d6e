using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.Pryv;

/// <summary>The closed list of topics (Pryv API, "Notifications"; the legacy ones from the API of 2013).</summary>
internal static class PryvTopics
{
    /// <summary>The family of all of them.</summary>
    public const string Family = "Pryv";

    /// <summary>Pryv events one by one, fetched whenever the doorbell rings.</summary>
    public const string Events = "events";

    /// <summary>Its <see cref="PryvTopic.Bit"/>; the others are notifications.</summary>
    public const int EventsBit = 1;

    private static readonly PryvTopic[] All =
    [
        new(Events) { Only = PryvDialect.Current, Bit = EventsBit },
        new("eventsChanged") { IsDoorbell = true, TellsOfEvents = true, Bit = 2 },
        new("streamsChanged") { IsDoorbell = true, Bit = 4 },
        new("accessesChanged") { Only = PryvDialect.Current, IsDoorbell = true, Bit = 8 },
        new("accessUpdated") { Only = PryvDialect.Current, Bit = 16 },
        new("channelsChanged") { Only = PryvDialect.Legacy, IsDoorbell = true, Bit = 32 },
        new("foldersChanged") { Only = PryvDialect.Legacy, IsDoorbell = true, Bit = 64 },
    ];

    /// <param name="topic">As the client wrote it.</param>
    /// <param name="dialect">As configured. What was found out does not count: a topic must mean the same before and after.</param>
    public static TopicPlanning Plan(string topic, PryvDialect dialect)
    {
        if (Find(topic) is not { } known)
        {
            return TopicPlanning.Refused(string.Equals(topic, "notificationsChanged", StringComparison.Ordinal)
                ? "Scopes belong to one connection, and this one is shared by all clients. Subscribe to 'events' and pick what you need."
                : $"A Pryv hub has the topics {string.Join(", ", All.Where(row => IsIn(row, dialect)).Select(static row => row.Name))}, and no patterns.");
        }

        return Refusal(known, dialect) is { } refusal
            ? TopicPlanning.Refused(refusal)
            : new TopicPlan(topic, new TopicPattern(Family, topic), topic) { IsMadeGood = known.IsDoorbell || known.Bit == EventsBit };
    }

    public static PryvTopic? Find(string name) => Array.Find(All, topic => string.Equals(topic.Name, name, StringComparison.Ordinal));

    public static PryvTopic? Find(ReadOnlySpan<byte> name)
    {
        foreach (var topic in All)
        {
            if (name.SequenceEqual(topic.Utf8))
            {
                return topic;
            }
        }

        return null;
    }

    /// <summary>Why a server of this dialect cannot have the topic; null when it can.</summary>
    public static string? Refusal(PryvTopic topic, PryvDialect dialect) => IsIn(topic, dialect)
        ? null
        : topic.Only == PryvDialect.Current
            ? $"'{topic.Name}' needs a server of today; this one speaks the legacy protocol (Socket.IO 0.9), which has {Names(PryvDialect.Legacy)}."
            : $"'{topic.Name}' belongs to the legacy protocol (Socket.IO 0.9); this server has {Names(PryvDialect.Current)}.";

    private static string Names(PryvDialect dialect) => string.Join(", ", All.Where(topic => IsIn(topic, dialect)).Select(static topic => topic.Name));

    private static bool IsIn(PryvTopic topic, PryvDialect dialect) => dialect == PryvDialect.Auto || topic.Only is not { } only || only == dialect;
}
