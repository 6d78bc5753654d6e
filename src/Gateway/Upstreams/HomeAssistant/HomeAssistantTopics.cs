using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gateway.Upstreams.HomeAssistant;

/// <summary>Reads the topic texts of clients. A refusal names the fault and the cure and can be shown to the client.</summary>
internal static class HomeAssistantTopics
{
    public const string EntitiesKey = "entities";
    public const string AllEventsKey = "events:*";
    public const string EventsKeyPrefix = "events:";
    public const string EntitiesPrefix = "entities/";
    public const string MessagesPrefix = "message/";

    private const int MaxEntityId = 255;
    private const int MaxEventType = 64;
    private const int MaxMessageType = 255;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>True with a plan, or false with a refusal.</summary>
    /// <param name="additionalTypes">Types of JSON topics which the owner declares to be subscriptions.</param>
    public static bool TryParse(
        string topic,
        IReadOnlySet<string> additionalTypes,
        [NotNullWhen(true)] out HomeAssistantTopic? plan,
        [NotNullWhen(false)] out string? refusal)
    {
        plan = null;
        refusal = FaultOfText(topic);
        if (refusal is not null)
            return false;

        refusal = topic switch
        {
            ['{', ..] => HomeAssistantJsonTopics.Parse(topic, additionalTypes, out plan),
            _ when topic.StartsWith(EntitiesPrefix, StringComparison.Ordinal) => ParseEntities(topic, out plan),
            _ when topic.StartsWith(MessagesPrefix, StringComparison.Ordinal) => ParseMessages(topic, out plan),
            _ => ParseEvents(topic, out plan),
        };
        return plan is not null;
    }

    private static string? FaultOfText(string topic)
    {
        if (topic.Length == 0)
            return "The topic is empty: name an event type, entities/<id>, message/<type> or a JSON object.";
        if (char.IsWhiteSpace(topic[0]) || char.IsWhiteSpace(topic[^1]))
            return "The topic starts or ends with white space: trim it.";
        if (HasLoneSurrogate(topic))
            return "The topic is not Unicode text, it has half a surrogate pair: write both halves.";
        return null;
    }

    private static string? ParseEntities(string topic, out HomeAssistantTopic? plan)
    {
        plan = null;
        var id = topic.AsSpan(EntitiesPrefix.Length);
        if (id.Length > MaxEntityId)
            return $"The entity id has {id.Length} characters, more than the {MaxEntityId} the hub allows.";

        var isPattern = id is [.., '*'];
        if (!(isPattern ? CanStartId(id[..^1]) : IsId(id)))
        {
            return "After entities/ comes an entity id such as light.hall, of a-z, 0-9, _ and one dot, "
                + "or the beginning of one followed by a single *: entities/*, entities/light.*.";
        }

        plan = Create(topic, HomeAssistantTopicFamily.Entities, isPattern, EntitiesKey);
        return null;
    }

    private static string? ParseMessages(string topic, out HomeAssistantTopic? plan)
    {
        plan = null;
        if (topic.Length == MessagesPrefix.Length)
            return "After message/ comes the type of a message, or * for every type the gateway does not know.";
        if (FaultOfName(topic, "message type", MessagesPrefix.Length, MaxMessageType) is { } fault)
            return fault;

        plan = Create(topic, HomeAssistantTopicFamily.Messages, topic.EndsWith('*'), upstreamKey: null);
        return null;
    }

    private static string? ParseEvents(string topic, out HomeAssistantTopic? plan)
    {
        plan = null;
        if (FaultOfName(topic, "event type", 0, MaxEventType) is { } fault)
            return fault;

        var isPattern = topic.EndsWith('*');
        plan = Create(topic, HomeAssistantTopicFamily.Events, isPattern, isPattern ? AllEventsKey : EventsKeyPrefix + topic);
        return null;
    }

    private static HomeAssistantTopic Create(string topic, HomeAssistantTopicFamily family, bool isPattern, string? upstreamKey)
    {
        return new HomeAssistantTopic
        {
            Canonical = topic,
            Family = family,
            Prefix = isPattern ? topic[..^1] : topic,
            IsPattern = isPattern,
            UpstreamKey = upstreamKey,
        };
    }

    /// <summary>Counts code points, as the hub does.</summary>
    private static string? FaultOfName(string topic, string what, int start, int limit)
    {
        var length = 0;
        foreach (var rune in topic.AsSpan(start).EnumerateRunes())
        {
            if (Rune.IsControl(rune))
                return $"The {what} has a control character: leave it out.";
            length++;
        }

        if (topic.EndsWith('*'))
            length--;
        return length > limit ? $"The {what} has {length} characters, more than the {limit} allowed." : null;
    }

    private static bool IsId(ReadOnlySpan<char> id)
    {
        var dot = id.IndexOf('.');
        return dot > 0 && dot < id.Length - 1 && IsName(id[..dot]) && IsName(id[(dot + 1)..]);
    }

    private static bool CanStartId(ReadOnlySpan<char> start)
    {
        var dot = start.IndexOf('.');
        return dot < 0 ? IsName(start) : dot > 0 && IsName(start[..dot]) && IsName(start[(dot + 1)..]);
    }

    private static bool IsName(ReadOnlySpan<char> name) => !name.ContainsAnyExcept(IdCharacters);

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return true;
            i++;
        }

        return false;
    }
}
