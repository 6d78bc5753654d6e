using System.Runtime.InteropServices;

namespace Gateway.Delivery;

/// <summary>What clients were delivered, added up.</summary>
/// <param name="Clients">Connected now.</param>
/// <param name="Delivered">Events handed to transports, those of snapshots and replays included.</param>
/// <param name="Conflated">Events replaced by a newer one of the same value.</param>
/// <param name="Dropped">Events lost for a client.</param>
/// <param name="Waiting">Messages that wait now.</param>
/// <param name="MostWaiting">Of them in the longest queue.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClientTotals(int Clients, long Delivered, long Conflated, long Dropped, long Waiting, int MostWaiting)
{
    public static ClientTotals operator +(ClientTotals left, ClientTotals right) => new(
        left.Clients + right.Clients,
        left.Delivered + right.Delivered,
        left.Conflated + right.Conflated,
        left.Dropped + right.Dropped,
        left.Waiting + right.Waiting,
        Math.Max(left.MostWaiting, right.MostWaiting));

    public static ClientTotals Of(Client client)
    {
        var depth = client.Queue.Depth;
        return new ClientTotals(1, client.Queue.Delivered, client.Queue.Conflated, client.Queue.Dropped, depth, depth);
    }
}
