using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>On which topics one client lost events that were not made good yet, per hub. Used under its queue's lock only.</summary>
internal sealed class LossLog
{
    /// <summary>Above this the client gets all of its topics anew: naming them would cost more memory than it is worth.</summary>
    private const int MaxNamed = 1_024;

    private readonly Dictionary<string, HashSet<Topic>?> _lost = new(StringComparer.Ordinal);

    /// <summary>Notes the loss; true when it is the hub's first.</summary>
    public bool Add(HubEvent dropped)
    {
        if (!_lost.TryGetValue(dropped.Hub, out var topics))
        {
            _lost.Add(dropped.Hub, [dropped.Topic]);
            return true;
        }

        if (topics is not null && topics.Add(dropped.Topic) && topics.Count > MaxNamed)
        {
            _lost[dropped.Hub] = null;
        }

        return false;
    }

    /// <summary>What is to be made good now: the topics, or null for too many to name.</summary>
    public IReadOnlySet<Topic>? Take(string hub)
    {
        _lost.Remove(hub, out var topics);
        return topics;
    }
}
