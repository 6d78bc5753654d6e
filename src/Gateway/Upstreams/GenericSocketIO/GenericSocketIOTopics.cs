using Gateway.Configuration;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Upstreams.GenericSocketIO;

/// <summary>
/// Reads topics: <c>tick</c> in the hub's own namespace, <c>/chat,message</c> in another, <c>*</c> or <c>/chat,*</c> for every
/// event. Event names are free text, so only a closing <c>*</c> means more than itself.
/// </summary>
internal static class GenericSocketIOTopics
{
    /// <summary>In UTF-8 bytes; topics are kept, so their names must be bounded.</summary>
    public const int MaxName = 512;

    /// <summary>Events of the hub's own namespace, named as they are.</summary>
    public const string OwnFamily = "Own";

    /// <summary>Events of other namespaces, named <c>/namespace,event</c>.</summary>
    public const string OtherFamily = "Other";

    public const string OtherPrefix = "/";

    public static TopicPlanning Plan(string topic, string ownNamespace)
    {
        if (!TrySplit(topic, ownNamespace, out var name, out var eventName, out var fault))
        {
            return TopicPlanning.Refused(fault);
        }

        if (eventName.StartsWith('/'))
        {
            return TopicPlanning.Refused($"The event's name '{ShownText.Cut(eventName)}' begins with '/', as namespaces do: it could not be told from a topic in one.");
        }

        var isOwn = string.Equals(name, ownNamespace, StringComparison.Ordinal);
        var canonical = isOwn ? eventName : $"{name},{eventName}";
        var isPattern = eventName.EndsWith('*');
        return new TopicPlan(
            canonical,
            new TopicPattern(isOwn ? OwnFamily : OtherFamily, isPattern ? canonical[..^1] : canonical, isPattern, AcrossSegments: true),
            name);
    }

    /// <summary>Parts a topic's or command's namespace from its event.</summary>
    public static bool TrySplit(string text, string ownNamespace, out string namespaceName, out string eventName, out string fault)
    {
        namespaceName = ownNamespace;
        eventName = text;
        fault = "";
        if (text.StartsWith('/'))
        {
            var comma = text.IndexOf(',', StringComparison.Ordinal);
            if (comma < 0)
            {
                fault = $"'{ShownText.Cut(text)}' begins with a namespace, so a comma and the event's name must follow, such as \"/chat,message\".";
                return false;
            }

            (namespaceName, eventName) = (text[..comma], text[(comma + 1)..]);
        }

        if (namespaceName.AsSpan().ContainsAny("?# "))
        {
            fault = $"The namespace '{ShownText.Cut(namespaceName)}' has a space, '?' or '#'; its name alone belongs here.";
        }
        else if (eventName.Length == 0)
        {
            fault = "The event's name is empty: name an event such as \"message\", or * for every event.";
        }
        else if (System.Text.Encoding.UTF8.GetByteCount(text) > MaxName)
        {
            fault = $"The name has more than {MaxName} bytes.";
        }

        return fault.Length == 0;
    }

}
