using Gateway.Events;

namespace Gateway.Delivery;

/// <summary>
/// Takes out of a queue what a newer message in it tells again: many changes of a hub's status, which other clients may cause, are no
/// reason to end a slow client's connection.
/// </summary>
internal static class OldStatuses
{
    /// <summary>Does nothing up to the limit. Returns how many notices wait then.</summary>
    /// <param name="limit">How many notices may wait.</param>
    /// <param name="notices">How many do.</param>
    /// <param name="items">The queue; the order of what stays is kept.</param>
    public static int DropAbove(int limit, int notices, QueueRing items)
    {
        if (notices <= limit)
        {
            return notices;
        }

        var newest = new Dictionary<string, SharedMessage>(StringComparer.Ordinal);
        items.Rewrite(item =>
        {
            if (item.Message?.About is { } about)
            {
                newest[about] = item.Message;
            }

            return item;
        });
        items.Rewrite(item =>
        {
            if (item.Message is not { About: { } about } message || ReferenceEquals(newest[about], message))
            {
                return item;
            }

            notices--;
            message.Release();
            return default;
        });
        return notices;
    }
}
