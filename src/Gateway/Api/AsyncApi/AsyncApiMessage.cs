using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api.AsyncApi;

/// <summary>One message of the live faces.</summary>
/// <param name="Name">As the description names it; what the gateway sends is named as on the wire.</param>
/// <param name="Payload">The record that its JSON is made of, or is told by where it is written as bytes.</param>
/// <param name="Summary">One sentence.</param>
internal sealed record AsyncApiMessage(string Name, Type Payload, string Summary)
{
    /// <summary>What the gateway sends by itself.</summary>
    public static IReadOnlyList<AsyncApiMessage> Sent { get; } =
    [
        new(MessageTarget.Event.Name, typeof(EventBody), "Something happened; with 'snapshot' a last value, shown again."),
        new(MessageTarget.Topic.Name, typeof(TopicChange), "A topic changed its state: 'live' comes after its snapshot or replay and before its first live event."),
        new(MessageTarget.Hub.Name, typeof(HubStatus), "A hub's status, whenever it changes."),
        new(MessageTarget.Gap.Name, typeof(Gap), "This client was too slow, and what it missed."),
    ];

    /// <summary>What a SignalR client calls, by the hub's method, each with its answer.</summary>
    public static IReadOnlyList<(AsyncApiMessage Call, AsyncApiMessage Answer)> Calls { get; } =
    [
        (new(nameof(LiveHub.Subscribe), typeof(LiveSubscribe), "Asks for topics of one hub."), new("SubscribeAnswer", typeof(SubscribeAnswer), "One row per topic: 'live', 'pending', 'failed' or 'refused' with the reason.")),
        (new(nameof(LiveHub.Unsubscribe), typeof(LiveUnsubscribe), "Drops topics of one hub."), new("UnsubscribeAnswer", typeof(IReadOnlyList<string>), "The topics that were dropped.")),
        (new(nameof(LiveHub.Command), typeof(LiveCommand), "Sends one command to a hub."), new("CommandAnswer", typeof(CommandAnswer), "What became of the command; a hub's refusal is an answer too.")),
        (new(nameof(LiveHub.Hubs), typeof(void), "Asks for the hubs; takes no argument."), new("HubsAnswer", typeof(IReadOnlyList<HubStatus>), "The status of every hub that the caller has a right at.")),
        (new(nameof(LiveHub.Client), typeof(void), "Asks what the gateway calls this connection; takes no argument."), new("ClientAnswer", typeof(ClientSelf), "The id of this connection, as GET /api/clients has it.")),
    ];
}
