using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>What a client held of a hub that was removed.</summary>
internal sealed record HeldTopic(IMessageReceiver Client, string Topic, TimeSpan MinInterval);
