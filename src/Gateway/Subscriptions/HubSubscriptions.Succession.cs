using Gateway.Events;

namespace Gateway.Subscriptions;

/// <content>A hub that is removed from the configuration, and one that comes in its place.</content>
internal sealed partial class HubSubscriptions
{
    private bool _isRetired;

    /// <summary>The hub is left for good: whoever holds a topic is told that it failed, and why. Answers who held what, for a successor.</summary>
    public IReadOnlyList<HeldTopic> Retire(string reason)
    {
        using (stream.Enter())
        {
            _isRetired = true;
            var holders = _topics.Subscriptions.SelectMany(static subscription => subscription.Holders).ToArray();
            foreach (var holder in holders)
            {
                _topics.Activation.Revoke(holder);
                _topics.Remove(holder);
                Tell(holder.Receiver, holder.Subscription.Plan.Topic, SubscriptionState.Failed, reason);
            }

            return [.. holders.Select(static holder => new HeldTopic(holder.Receiver, holder.Subscription.Plan.Topic, holder.MinInterval))];
        }
    }

    /// <summary>Takes over what clients held of a hub with the same id. Nothing is resumed: it is another stream.</summary>
    public void Adopt(IReadOnlyList<HeldTopic> held)
    {
        using (stream.Enter())
        {
            foreach (var (client, topic, minInterval) in held.Where(static topic => !topic.Client.IsClosed))
            {
                var planning = Watch.Plan(topic);
                if (planning.Plan is { } plan)
                {
                    Hold(client, plan, new SubscribeRequest([topic], ResumeFrom: null, minInterval));
                }
                else
                {
                    Tell(client, topic, SubscriptionState.Refused, planning.Refusal);
                }
            }

            UpdateStatus();
        }
    }

    private void Tell(IMessageReceiver client, string topic, SubscriptionState state, string? error)
    {
        var cursor = stream.Cursor.ToString();
        var message = SharedMessage.Create(MessageTarget.Topic, new TopicChange(stream.Hub, topic, state, cursor, Error: error), SubscriptionsJson.Readable.TopicChange, cursor);
        client.Offer(message);
        message.Release();
    }
}
