namespace Gateway.Api;

/// <summary>What the gateway calls the client that asks.</summary>
/// <param name="Id">As in <c>/api/clients</c> and among a topic's holders; worth nothing as a credential.</param>
internal sealed record ClientSelf(string Id);
