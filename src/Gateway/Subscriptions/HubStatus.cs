using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>A hub's status, as clients see it.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Kind"><c>HomeAssistant</c>, <c>Homey</c>, <c>Deconz</c>, <c>Pryv</c> or <c>SocketIO</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Since">When it took this state, UTC; while it is away, <c>connecting</c> and <c>retrying</c> in turn, since when that lasts.</param>
/// <param name="Reason">Why it is not <c>online</c>, and what to do about it.</param>
/// <param name="NextAttempt">When it is tried again, UTC.</param>
/// <param name="Version">The hub's own version.</param>
/// <param name="Topics">Topics in the registry by state.</param>
/// <param name="Clients">How many clients hold topics of this hub.</param>
/// <param name="EventsPerSecond">Events per second received, mean of the last ten seconds.</param>
/// <param name="LastEvent">When the newest event came, UTC.</param>
/// <param name="Reconnects">Sessions opened after the first, since the gateway started.</param>
/// <param name="RoundTripMs">The newest measured round trip, in milliseconds.</param>
/// <param name="Commands">How much the hub may be sent, and how much of it is left.</param>
internal sealed record HubStatus(
    string Hub,
    string Kind,
    HubState State,
    DateTimeOffset Since,
    string? Reason,
    DateTimeOffset? NextAttempt,
    string? Version,
    TopicCounts Topics,
    int Clients,
    double EventsPerSecond,
    DateTimeOffset? LastEvent,
    int Reconnects,
    double? RoundTripMs,
    CommandLimits? Commands = null);

/// <summary>Topics by state; a lingering topic counts as live.</summary>
internal sealed record TopicCounts(int Live, int Pending, int Failed);
