using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Gateway.Delivery;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.WebUtilities;

namespace Gateway.Api.Live;

/// <summary>
/// Serves WebSockets at <c>/live</c> over a connection of our own: SignalR's hub and protocol as they are, without the pipes between
/// them and the client. What is no WebSocket over HTTP/1.1 (negotiation, Server-Sent Events, long polling) is left to ASP.NET Core.
/// </summary>
internal sealed partial class LiveTransport(IServiceProvider services, LiveHeart heart, NegotiatedIds ids, ClientOptions options, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<LiveTransport> logger)
{
    public const int MaxMessage = 64 * 1024;

    private const int IdBytes = 16;

    private static readonly WebSocketCreationOptions ServerSide = new() { IsServer = true, KeepAliveInterval = TimeSpan.Zero };

    private readonly ConnectionDelegate _hub = new ConnectionBuilder(services).UseHub<LiveHub>().Build();

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

    private async Task ServeAsync(HttpContext context, string id)
    {
        var upgraded = await UpgradeRequest.AcceptAsync(context);
        using var end = new ConnectionEnd(time);
        using var writer = new FrameWriter(upgraded, end);
        using var socket = WebSocket.CreateFromStream(new SocketStream(upgraded, writer, end), ServerSide);
        var input = new LiveInput(socket, MaxMessage, end);
        var connection = new LiveConnection(id, context, input.Reader, new LiveOutput(writer, end, options.StuckAfter), end);
        connection.Features.Set<IClientWire>(new DirectWire(writer, end));
        heart.Add(connection);
        await using var stopping = lifetime.ApplicationStopping.UnsafeRegister(_ => Stop(connection, end), null);
        await using var direct = Direct(context);
        var receiving = input.RunAsync(() => direct is null ? Task.CompletedTask : writer.UseAsync(direct));
        try
        {
            await _hub(connection);
        }
        catch (Exception exception)
        {
            LogFailed(logger, id, exception);
            end.Because(WebSocketCloseStatus.InternalServerError, "The gateway failed.");
        }

        end.Soon();
        await connection.Output.CompleteAsync();
        await connection.Input.CompleteAsync();
        await CloseAsync(socket, end);
        await receiving;
        heart.Remove(connection);
        if (end.Aborted.IsCancellationRequested)
        {
            context.Abort();
        }
    }

    /// <summary>The socket itself, where nothing lies between it and the HTTP server's pipe; with TLS something does.</summary>
    private static NetworkStream? Direct(HttpContext context) =>
        context.Features.Get<ITlsHandshakeFeature>() is null && context.Features.Get<IConnectionSocketFeature>()?.Socket is { SocketType: SocketType.Stream } socket
            ? new NetworkStream(socket, ownsSocket: false)
            : null;

    private static void Stop(LiveConnection connection, ConnectionEnd end)
    {
        end.Because(WebSocketCloseStatus.EndpointUnavailable, "The gateway stops.");
        connection.Input.CancelPendingRead();
    }

    private static async Task CloseAsync(WebSocket socket, ConnectionEnd end)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(end.Status, end.Reason, end.Aborted);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            end.Abort();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Client {Client} was disconnected by a fault of the gateway.")]
    private static partial void LogFailed(ILogger logger, string client, Exception exception);
}
