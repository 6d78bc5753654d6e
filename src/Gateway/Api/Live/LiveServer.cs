using System.Net.WebSockets;
using Gateway.Delivery;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Gateway.Api.Live;

/// <summary>Serves an upgraded connection: SignalR's hub and protocol as they are, without the pipes between them and the client.</summary>
internal sealed partial class LiveServer(IServiceProvider services, LiveHeart heart, ClientOptions options, TimeProvider time, Farewell farewell, ILogger<LiveServer> logger)
{
    public const int MaxMessage = 64 * 1024;

    private static readonly WebSocketCreationOptions ServerSide = new() { IsServer = true, KeepAliveInterval = TimeSpan.Zero };

    private readonly ConnectionDelegate _hub = new ConnectionBuilder(services).UseHub<LiveHub>().Build();

    /// <summary>Runs to the connection's end.</summary>
    public async Task RunAsync(LiveLine line, LiveClient client)
    {
        using var end = new ConnectionEnd(time);
        using var writer = new FrameWriter(line.Output, end);
        using var socket = WebSocket.CreateFromStream(new SocketStream(line.Input, writer, end), ServerSide);
        var input = new LiveInput(socket, MaxMessage, end);
        var connection = new LiveConnection(client, input.Reader, new LiveOutput(writer, end, options.StuckAfter), end);
        connection.Features.Set<IClientWire>(new DirectWire(writer, end));
        await using var direct = line.Direct();
        heart.Add(connection);
        try
        {
            await using var stopping = farewell.Closing.UnsafeRegister(_ => Stop(connection, end), null);
            var receiving = input.RunAsync(() => direct is null ? Task.CompletedTask : writer.UseAsync(direct));
            await ServeAsync(connection, end);
            end.Soon();
            await connection.Output.CompleteAsync();
            await connection.Input.CompleteAsync();
            await CloseAsync(socket, end);
            await receiving;
        }
        finally
        {
            heart.Remove(connection);
        }

        if (end.Aborted.IsCancellationRequested)
        {
            line.Abort();
        }
    }

    private async Task ServeAsync(LiveConnection connection, ConnectionEnd end)
    {
        try
        {
            await _hub(connection);
        }
        catch (Exception exception)
        {
            LogFailed(logger, connection.ConnectionId, exception);
            end.Because(WebSocketCloseStatus.InternalServerError, "The gateway failed.");
        }
    }

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
