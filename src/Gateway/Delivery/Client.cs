namespace Gateway.Delivery;

/// <summary>A downstream connection.</summary>
/// <param name="id">What it is called towards people; worth nothing as a credential.</param>
/// <param name="card">Who it is.</param>
/// <param name="queue">What waits for it.</param>
/// <param name="connected">Since when, UTC.</param>
internal sealed class Client(string id, ClientCard card, ClientQueue queue, DateTimeOffset connected)
{
    public string Id => id;

    /// <inheritdoc cref="ClientCard.Connection"/>
    public string Connection => card.Connection;

    public string Transport => card.Transport;

    public string? Hub => card.Hub;

    public string? Key => card.Key;

    public ClientQueue Queue => queue;

    public DateTimeOffset Connected => connected;

    /// <summary>Whether nothing waits for it, and nothing is being written; to be looked at.</summary>
    public bool IsIdle => queue.Depth == 0 && queue.WritingFor == TimeSpan.Zero;
}
