using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>
/// Turns what the hub sends into events of its stream. Lives as long as the connector, so that after a reconnect the entities'
/// new snapshot is compared with what clients were shown. Used by one session's reader at a time.
/// </summary>
internal sealed class HomeAssistantFeed
{
    /// <summary>In bytes, for event and message types; topics are kept, so their names must be bounded.</summary>
    private const int MaxName = 256;

    private readonly HubStream _stream;
    private readonly TopicTable _entityTopics;
    private readonly TopicTable _eventTopics;
    private readonly TopicTable _jsonTopics;
    private readonly TopicTable _messageTopics;
    private readonly EntityChanged _entityChanged;
    private HomeAssistantEntities _entities = new();

    public HomeAssistantFeed(HubStream stream)
    {
        _stream = stream;
        _entityTopics = stream.Family(nameof(HomeAssistantTopicFamily.Entities), HomeAssistantTopics.EntitiesPrefix);
        _eventTopics = stream.Family(nameof(HomeAssistantTopicFamily.Events));
        _jsonTopics = stream.Family(nameof(HomeAssistantTopicFamily.Json));
        _messageTopics = stream.Family(nameof(HomeAssistantTopicFamily.Messages), HomeAssistantTopics.MessagesPrefix);
        _entityChanged = AppendEntity;
    }

    /// <summary>The topics whose last values <c>subscribe_entities</c> keeps current.</summary>
    public static TopicPattern Entities { get; } = new(nameof(HomeAssistantTopicFamily.Entities), HomeAssistantTopics.EntitiesPrefix, IsWildcard: true);

    /// <inheritdoc cref="HomeAssistantEntities.Fault"/>
    public string? EntitiesFault => _entities.Fault;

    public static TopicPlanning Plan(string topic, HomeAssistantOptions options) =>
        HomeAssistantTopics.TryParse(topic, options.SubscriptionTypes, out var planned, out var refusal)
            ? new TopicPlan(
                planned.Canonical,
                new TopicPattern(planned.Family.ToString(), planned.Prefix, planned.IsPattern, AcrossSegments: true),
                planned.UpstreamKey ?? HomeAssistantTopics.MessagesPrefix,
                planned.HasState ? Entities : null)
            : TopicPlanning.Refused(refusal);

    /// <summary>Messages of unknown type come unasked.</summary>
    public static bool IsUnasked(string key) => string.Equals(key, HomeAssistantTopics.MessagesPrefix, StringComparison.Ordinal);

    /// <param name="eventJson">The payload of one event of <c>subscribe_entities</c>.</param>
    /// <param name="isSnapshot">Whether it brings the first states of its subscription.</param>
    /// <returns>How many parts of it were left out; <see cref="EntitiesFault"/> names one.</returns>
    public int AddEntities(ReadOnlySpan<byte> eventJson, bool isSnapshot)
    {
        if (isSnapshot && _entityTopics.Values == 0)
        {
            // Nobody was shown anything, or the registry has let go of it: there is nothing to compare with.
            _entities = new HomeAssistantEntities();
        }

        var before = _entities.Malformed + _entities.UnknownDiffs;
        _entities.Apply(eventJson, isSnapshot, _entityChanged);
        return (int)(_entities.Malformed + _entities.UnknownDiffs - before);
    }

    /// <summary>Passes on a bus event. False when its type is longer than the hub itself allows.</summary>
    public bool AddBusEvent(ReadOnlySpan<byte> eventType, ReadOnlySpan<byte> eventJson)
    {
        if (eventType.Length > MaxName)
        {
            return false;
        }

        _stream.Append(_eventTopics, eventType, eventType, eventJson);
        return true;
    }

    public void AddJsonEvent(ReadOnlySpan<byte> key, ReadOnlySpan<byte> eventJson) =>
        _stream.Append(_jsonTopics, key, "event"u8, eventJson);

    /// <summary>Passes on a message of a type we do not know. False when its type is too long to be a topic.</summary>
    public bool AddMessage(ReadOnlySpan<byte> type, ReadOnlySpan<byte> messageJson)
    {
        if (type.Length > MaxName)
        {
            return false;
        }

        _stream.Append(_messageTopics, type, type, messageJson);
        return true;
    }

    private void AppendEntity(ReadOnlySpan<byte> entityId, ReadOnlySpan<byte> state)
    {
        if (state.IsEmpty)
        {
            _stream.Append(_entityTopics, entityId, "removed"u8, "null"u8, Retention.Removed);
        }
        else
        {
            _stream.Append(_entityTopics, entityId, "changed"u8, state, Retention.Value);
        }
    }
}
