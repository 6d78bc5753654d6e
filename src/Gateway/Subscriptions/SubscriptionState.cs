using System.Text.Json.Serialization;

namespace Gateway.Subscriptions;

/// <summary>Where a subscription stands with its hub.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SubscriptionState>))]
internal enum SubscriptionState
{
    /// <summary>Wanted; the hub is away or has not answered yet.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>The hub said yes.</summary>
    [JsonStringEnumMemberName("live")]
    Live,

    /// <summary>The hub said no; asked again with back-off.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Nobody wants it any more; kept for a moment in case somebody comes back.</summary>
    [JsonStringEnumMemberName("lingering")]
    Lingering,

    /// <summary>Only in answers: the hub's kind cannot have such a topic.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
