using System.Security.Cryptography;
using Gateway.Delivery;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Api.Live;

/// <summary>
/// Serves WebSockets at <c>/live</c> over a connection of our own: SignalR's hub and protocol as they are, without the pipes between
/// them and the client. What is no WebSocket over HTTP/1.1 (negotiation, Server-Sent Events, long polling) is left to ASP.NET Core.
/// </summary>
internal sealed class LiveTransport(LiveServer server, LiveHeart heart, NegotiatedIds ids, ClientOptions options)
{
    private const int IdBytes = 16;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (Below(context.Request.Path) is not "" and var below)
        {
            await (below is "/negotiate" && HttpMethods.IsPost(context.Request.Method) ? NegotiateAsync(context, next) : next(context));
            return;
        }

        var token = context.Request.Query["id"].ToString();
        var isWebSocket = UpgradeRequest.IsWebSocket(context);
        if (isWebSocket && UpgradeRequest.Fault(context.Request.Headers, context.Response.Headers) is { } fault)
        {
            await fault.ExecuteAsync(context);
        }
        else if (isWebSocket && heart.Count >= options.MaxConnections)
        {
            await Problem.FromStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
        else if (isWebSocket && (token.Length == 0 ? NewId() : ids.Take(token)) is { } id)
        {
            await ServeAsync(context, id);
        }
        else if (ids.TryLeave(token))
        {
            await next(context);
        }
        else
        {
            await new Problem("conflict", StatusCodes.Status409Conflict, "The connection is in use.", "Negotiate again: a token is good for one connection.").ExecuteAsync(context);
        }
    }

    /// <summary>The path below <c>/live</c>.</summary>
    private static string Below(PathString path) =>
        path.StartsWithSegments("/live", StringComparison.OrdinalIgnoreCase, out var below) ? below.Value!.TrimEnd('/').ToLowerInvariant() : "/";

    private static string NewId() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(IdBytes));

    private async Task NegotiateAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = body;
        }

        var bytes = answer.GetBuffer().AsMemory(0, (int)answer.Length);
        if (context.Response.StatusCode == StatusCodes.Status200OK)
        {
            ids.Keep(bytes);
        }

        await body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>Upgrades, and lets the request end where the connection can go on without it.</summary>
    private async Task ServeAsync(HttpContext context, string id)
    {
        var client = new LiveClient(id, context.User, context.Connection.RemoteIpAddress);
        var upgraded = await UpgradeRequest.AcceptAsync(context);
        if (Handover.Of(context) is { } handover)
        {
            handover.To(line => server.RunAsync(line, client));
        }
        else
        {
            await server.RunAsync(new LiveLine(upgraded, upgraded, Socket: null, context.Abort), client);
        }
    }
}
