using Gateway.Events;

namespace Gateway.Subscriptions;

/// <summary>The part of some events that a client may be shown.</summary>
internal static class ShownEvents
{
    /// <summary>Takes the events over: what may not be shown is let go. In the same order.</summary>
    public static IReadOnlyList<HubEvent> To(IReadRights rights, IReadOnlyList<HubEvent> events)
    {
        if (rights is AllRights)
        {
            return events;
        }

        var shown = new List<HubEvent>(events.Count);
        foreach (var hubEvent in events)
        {
            if (rights.MayRead(hubEvent.Topic))
            {
                shown.Add(hubEvent);
            }
            else
            {
                hubEvent.Release();
            }
        }

        return shown;
    }
}
