using Gateway.Delivery;
using Gateway.Events;
using Gateway.Subscriptions;

namespace Gateway.Api;

/// <summary>The registry with the clients' ids: who holds what.</summary>
internal static class ClientHolders
{
    /// <summary>Of each row; the count says how many there are.</summary>
    public const int Most = 100;

    /// <param name="hub">The hub.</param>
    /// <param name="clients">Whose ids they are.</param>
    /// <param name="most">How many of each row, 1 to <see cref="Most"/>.</param>
    public static IEnumerable<SubscriptionInfo> Describe(HubSubscriptions hub, ClientDirectory clients, int most)
    {
        // Ids are looked up outside of the hub's line.
        var rows = hub.DescribeWithHolders(most);
        var ids = clients.All.ToDictionary(static client => (IMessageReceiver)client.Queue, static client => client.Id);
        return rows.Select(row => row.Row with { Holders = [.. row.Holders.Select(holder => ids.GetValueOrDefault(holder)).OfType<string>()] });
    }
}
