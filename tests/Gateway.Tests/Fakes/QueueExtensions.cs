using Gateway.Delivery;
using Gateway.Events;

namespace Gateway.Tests.Fakes;

internal static class QueueExtensions
{
    /// <summary>Offers and releases, as whoever made the messages does.</summary>
    public static void OfferAll(this ClientQueue queue, IEnumerable<SharedMessage> messages)
    {
        foreach (var message in messages)
        {
            queue.Offer(message);
            message.Release();
        }
    }

    /// <summary>Takes and releases, as the pump does.</summary>
    public static List<SharedMessage> TakeAll(this ClientQueue queue)
    {
        var taken = new List<SharedMessage>();
        while (queue.TryTake(out var outgoing))
        {
            taken.Add(outgoing.Message);
            outgoing.Message.Release();
        }

        return taken;
    }
}
