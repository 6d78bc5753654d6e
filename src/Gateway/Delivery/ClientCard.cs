namespace Gateway.Delivery;

/// <summary>Who a client is.</summary>
/// <param name="Connection">The transport's own id of the connection. Older clients have no other credential of it, so it is shown to nobody.</param>
/// <param name="Transport"><c>SignalR</c> or <c>SSE</c>.</param>
/// <param name="Hub">The one hub it is about; null: all of them.</param>
/// <param name="Key">The name of the access key it came with; null: without one.</param>
internal sealed record ClientCard(string Connection, string Transport, string? Hub = null, string? Key = null);
