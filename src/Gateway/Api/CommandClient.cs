using System.Net;
using Gateway.Access;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>Who sends a command.</summary>
/// <param name="Caller">What it may do.</param>
/// <param name="Name">What idempotency keys belong to, and what has its share of a hub's rate: the key, or where there is none the address.</param>
/// <param name="Address">From where; null: unknown.</param>
internal sealed record CommandClient(Caller Caller, string Name, IPAddress? Address)
{
    /// <summary>Programs on this machine.</summary>
    public const string Local = "local";

    public static CommandClient Of(HttpContext context) => Of(Caller.Of(context.User), context.Connection.RemoteIpAddress);

    public static CommandClient Of(HubCallerContext context) => Of(
        Caller.Of(context.User),
        context.GetHttpContext()?.Connection.RemoteIpAddress ?? (context.Features.Get<IConnectionEndPointFeature>()?.RemoteEndPoint as IPEndPoint)?.Address);

    /// <summary>A key may be called like an address, so it is told apart.</summary>
    private static CommandClient Of(Caller caller, IPAddress? address) =>
        new(caller, caller.Key is { } key ? $"key {key.Name}" : address is null || IPAddress.IsLoopback(address) ? Local : ClientAddress.Of(address), address);
}
