namespace Gateway.Delivery;

/// <summary>A downstream connection.</summary>
/// <param name="id">The transport's own id of the connection.</param>
/// <param name="transport"><c>SignalR</c> or <c>SSE</c>.</param>
/// <param name="hub">The one hub it is about; null: all of them.</param>
/// <param name="queue">What waits for it.</param>
/// <param name="connected">Since when, UTC.</param>
internal sealed class Client(string id, string transport, string? hub, ClientQueue queue, DateTimeOffset connected)
{
    public string Id => id;

    public string Transport => transport;

    public string? Hub => hub;

    public ClientQueue Queue => queue;

    public DateTimeOffset Connected => connected;

    /// <summary>Whether nothing waits for it, and nothing is being written; to be looked at.</summary>
    public bool IsIdle => queue.Depth == 0 && queue.WritingFor == TimeSpan.Zero;
}
