using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api;

/// <summary>Who sends a command: what idempotency keys belong to, and what has its share of a hub's rate.</summary>
internal static class CommandClient
{
    /// <summary>Programs on this machine.</summary>
    public const string Local = "local";

    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    public static string Of(HubCallerContext context) => context.GetHttpContext() is { } http
        ? Of(http)
        : Of((context.Features.Get<IConnectionEndPointFeature>()?.RemoteEndPoint as IPEndPoint)?.Address);

    private static string Of(IPAddress? address) => address switch
    {
        null => Local,
        _ when IPAddress.IsLoopback(address) => Local,
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}
