using System.Text.Json.Serialization;

namespace Gateway.Events;

/// <summary>The states of a hub.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HubState>))]
internal enum HubState
{
    /// <summary>Dialling, or authenticating.</summary>
    [JsonStringEnumMemberName("connecting")]
    Connecting,

    /// <summary>Connected, and every wanted topic was accepted.</summary>
    [JsonStringEnumMemberName("online")]
    Online,

    /// <summary>Connected, but not everything works: the reason says what.</summary>
    [JsonStringEnumMemberName("degraded")]
    Degraded,

    /// <summary>Away; the next attempt is due at a known time.</summary>
    [JsonStringEnumMemberName("retrying")]
    Retrying,

    /// <summary>The hub refused us for good; it waits for new configuration or a reconnect by hand.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,

    /// <summary>Disabled, removed, or the gateway is stopping.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>What the side that holds the upstream session knows about it.</summary>
/// <param name="State">Never <see cref="HubState.Degraded"/> for refused topics: the registry adds those.</param>
/// <param name="Since">When it took this state; the attempts to reach a hub that is away and the waits between them are one.</param>
/// <param name="Reason">Why it is not online, with the cure; null when all is well.</param>
/// <param name="NextAttempt">When it is tried again, while retrying, or degraded without a session.</param>
/// <param name="Version">The hub's own version, once known.</param>
/// <param name="Reconnects">Sessions opened after the first.</param>
/// <param name="RoundTrip">The newest measured round trip.</param>
/// <param name="WasTried">Whether the first attempt has ended, one way or the other.</param>
internal sealed record HubConnection(
    HubState State,
    DateTimeOffset Since,
    string? Reason = null,
    DateTimeOffset? NextAttempt = null,
    string? Version = null,
    int Reconnects = 0,
    TimeSpan? RoundTrip = null,
    bool WasTried = false)
{
    /// <summary>Whether this goes on with that state: a hub that is away for hours is not away anew with each attempt.</summary>
    public bool Continues(HubState previous) => State == previous || (IsAway(State) && IsAway(previous));

    private static bool IsAway(HubState state) => state is HubState.Connecting or HubState.Retrying;
}
