using Gateway.Diagnostics;
using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>What an operator should know of the hubs.</summary>
internal sealed class HubAlarms(SubscriptionRegistry registry, TimeProvider time) : IAlarms
{
    /// <summary>A hub's restart, or an update of it, takes less.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public IEnumerable<Alarm> Standing()
    {
        foreach (var hub in registry.Moving)
        {
            var status = hub.Status(NoRights.Instance);
            if (status.State == HubState.Refused)
            {
                yield return new Alarm("hub-refused", status.Hub, $"The hub refuses the gateway and is left alone until somebody acts. {status.Reason}") { Since = status.Since, IsLogged = true };
            }
            else if (status.State is HubState.Retrying or HubState.Connecting && time.GetUtcNow() - status.Since > Patience)
            {
                yield return new Alarm("hub-away", status.Hub, $"The hub has been away for more than {Patience.TotalMinutes:0} minutes; it is tried again and again. {status.Reason}") { Since = status.Since };
            }
            else if (status.State == HubState.Degraded && hub.Session is null && time.GetUtcNow() - status.Since > Patience)
            {
                yield return new Alarm("hub-away", status.Hub, $"The hub takes commands, but has not told what happens for more than {Patience.TotalMinutes:0} minutes; it is tried again and again. {status.Reason}") { Since = status.Since };
            }

            if (hub.Measure().FailedSince is { } since && time.GetUtcNow() - since > Patience)
            {
                yield return new Alarm(
                    "topics-failed", status.Hub, $"The hub has refused {Topics(status.Topics.Failed)} for more than {Patience.TotalMinutes:0} minutes; its subscriptions tell which, and in what words.")
                { Since = since };
            }
        }
    }

    private static string Topics(int count) => count == 1 ? "a topic" : $"{count} topics";
}
