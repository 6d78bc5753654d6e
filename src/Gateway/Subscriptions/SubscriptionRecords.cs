using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Subscriptions;

/// <summary>One row of the answer to Subscribe.</summary>
/// <param name="Topic">The topic's canonical name; the text as given when it was refused.</param>
/// <param name="State"><c>live</c>, <c>pending</c> (hub away or still thinking), <c>failed</c> (hub said no, retried) or <c>refused</c>.</param>
/// <param name="Error">Why, when failed or refused.</param>
internal sealed record TopicAnswer(string Topic, SubscriptionState State, string? Error = null);

/// <summary>The <c>topic</c> message: a topic of this client changed state.</summary>
/// <param name="Hub">The hub's id.</param>
/// <param name="Topic">The topic as subscribed, canonical.</param>
/// <param name="State"><c>live</c> comes after the snapshot or replay and before the first live event.</param>
/// <param name="Cursor">The stream's cursor at that moment.</param>
/// <param name="Recovered">Only when the client resumed: whether nothing between its cursor and this one is missing.</param>
/// <param name="Error">The hub's words, when failed.</param>
internal sealed record TopicChange(string Hub, string Topic, SubscriptionState State, string Cursor, bool? Recovered = null, string? Error = null);

/// <summary>One row of a hub's registry.</summary>
/// <param name="Topic">The topic's canonical name.</param>
/// <param name="Upstream">What the hub was asked for; equal in rows that share one upstream subscription.</param>
/// <param name="State"><c>pending</c>, <c>live</c>, <c>failed</c> or <c>lingering</c>.</param>
/// <param name="Subscribers">How many clients hold it.</param>
/// <param name="Since">When it took this state, UTC.</param>
/// <param name="LastEvent">When its newest event came, UTC; absent before the first.</param>
/// <param name="Error">The hub's words, when failed.</param>
internal sealed record SubscriptionInfo(
    string Topic, string Upstream, SubscriptionState State, int Subscribers, DateTimeOffset Since, DateTimeOffset? LastEvent, string? Error)
{
    /// <summary>The clients that hold it, as <c>/api/clients</c> names them, at most as many as <c>?holders=</c> asks for; for the scope <c>admin</c> only, and only when asked for. Requests that only read for a moment are in the count but not here.</summary>
    public IReadOnlyList<string>? Holders { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TopicChange))]
[JsonSerializable(typeof(HubStatus))]
internal sealed partial class SubscriptionsJson : JsonSerializerContext
{
    /// <summary>The same encoding as every other message: UTF-8 as it is.</summary>
    public static SubscriptionsJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
