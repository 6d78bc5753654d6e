using Gateway.Configuration;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>
/// Adds what the registry knows to what the connection says: a hub is <c>online</c> only when every wanted topic was accepted.
/// Used inside <see cref="HubStream.Enter"/> only.
/// </summary>
internal sealed class HubStatusTracker(HubStream stream, string kind, TimeProvider time)
{
    private const int NamedTopics = 3;
    private HubConnection? _told;
    private bool _hadSession;
    private HubConnection _current = new(HubState.Connecting, time.GetUtcNow());

    public HubConnection Connection { get; set; } = new(HubState.Connecting, time.GetUtcNow());

    /// <summary>Set when a session opens; cleared once every topic wanted by then was answered.</summary>
    public bool IsAskingAgain { get; set; }

    /// <summary>Takes in what changed; true when clients must be told.</summary>
    public bool Update(bool isSessionOpen, HubTopics topics)
    {
        IsAskingAgain = isSessionOpen && IsAskingAgain && topics.Pending > 0;
        _hadSession = isSessionOpen || (_hadSession && Connection.State == HubState.Online);
        if (_hadSession && !isSessionOpen)
        {
            // The registry hears of a lost session just before the connection says why; until then nothing is news.
            return false;
        }

        var next = Connection;
        if (Connection.State == HubState.Online && Shortcoming(topics) is { } reason)
        {
            next = Connection with { State = HubState.Degraded, Reason = reason };
        }

        _current = next with { Since = next.Continues(_current.State) ? _current.Since : time.GetUtcNow() };

        // Round trips move all the time and are asked for when wanted.
        var comparable = _current with { RoundTrip = null };
        var isNews = _told != comparable;
        _told = comparable;
        return isNews;
    }

    /// <summary>The status; to whom not everything may be shown it does not name topics that others asked for.</summary>
    public HubStatus Describe(HubTopics topics, CommandLimits? commands, IReadRights rights)
    {
        var isNamed = rights is AllRights || _current.State != HubState.Degraded || topics.Failed.Count == 0;
        var counts = topics.Subscriptions.GroupBy(static subscription => subscription.ClientState).ToDictionary(static group => group.Key, static group => group.Count());
        return new HubStatus(
            stream.Hub,
            kind,
            _current.State,
            _current.Since,
            isNamed ? _current.Reason : "The hub refused some topics, asked again with back-off; its subscriptions tell which of yours, and why.",
            _current.NextAttempt,
            _current.Version,
            new TopicCounts(
                counts.GetValueOrDefault(SubscriptionState.Live),
                counts.GetValueOrDefault(SubscriptionState.Pending),
                counts.GetValueOrDefault(SubscriptionState.Failed)),
            topics.Clients,
            stream.EventsPerSecond,
            stream.LastEvent,
            _current.Reconnects,
            Connection.RoundTrip?.TotalMilliseconds,
            commands);
    }

    private string? Shortcoming(HubTopics topics)
    {
        if (topics.Failed.Count is > 0 and var failed)
        {
            var named = topics.Failed.Take(NamedTopics).Select(static upstream => $"'{ShownText.Cut(upstream.Key)}' ({upstream.Error})");
            return $"The hub refused {failed} of {topics.Upstreams.Count} topics, asked again with back-off: "
                + string.Join(", ", named) + (failed > NamedTopics ? ", …" : "");
        }

        return IsAskingAgain ? "Asking the hub again for the topics that clients want." : null;
    }
}
