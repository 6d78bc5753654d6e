using Gateway.Access;
using Gateway.Delivery;
using Gateway.Subscriptions;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Gateway.Api;

/// <summary>
/// Gives each SignalR connection its client and pump, from the first moment to the last. Sends to clients go through their own
/// queues only, never through SignalR's groups: those make a publisher wait for the slowest client.
/// </summary>
internal sealed partial class LiveClients(
    ClientDirectory clients, SubscriptionRegistry registry, KeyConnections keys, ConnectionCounts counts, TimeProvider time, ILogger<DefaultHubLifetimeManager<LiveHub>> baseLogger, ILogger<LiveClients> logger)
    : DefaultHubLifetimeManager<LiveHub>(baseLogger)
{
    private static readonly object Key = new();

    /// <summary>What a client may take to read that its connection ends.</summary>
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    /// <summary>The client of a connection; a connection that got none is already being closed.</summary>
    public static Client ClientOf(HubCallerContext context) =>
        context.Items.TryGetValue(Key, out var connected) && connected is Connected { Client: var client }
            ? client
            : throw new HubException("The gateway has too many connections ('Clients:MaxConnections').");

    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        await base.OnConnectedAsync(connection);
        var caller = Caller.Of(connection.User);
        if (!TryTakePlace(connection, caller, out var place))
        {
            connection.Abort();
            return;
        }

        if (!clients.TryAdd(new ClientCard(connection.ConnectionId, "SignalR", Key: caller.Key?.Name), CallerRights.Of(caller), out var client))
        {
            if (!clients.IsClosed)
            {
                LogFull(logger);
            }

            place?.Dispose();
            connection.Abort();
            return;
        }

        // The connection itself, besides its requests: one that is polled has none for moments.
        connection.Items[Key] = new Connected(client, PumpAsync(connection, client), keys.Register(caller, connection.Abort), place);
    }

    public override async Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Items.TryGetValue(Key, out var item) && item is Connected connected)
        {
            clients.Remove(connected.Client);
            registry.RemoveClient(connected.Client.Queue);
            connected.Held.Dispose();
            connected.Place?.Dispose();
            await connected.Pump;
        }

        await base.OnDisconnectedAsync(connection);
    }

    /// <summary>A WebSocket has taken its place at the door; what is polled or streamed comes in many requests, so it takes one here.</summary>
    private bool TryTakePlace(HubConnectionContext connection, Caller caller, out IDisposable? place)
    {
        place = null;
        if (connection.Features.Get<IHttpTransportFeature>()?.TransportType is null or HttpTransportType.WebSockets)
        {
            return true;
        }

        place = counts.TryTake(connection.GetHttpContext()?.Connection.RemoteIpAddress, caller.Key, out var refusal);
        if (place is null)
        {
            LogCrowded(logger, refusal);
        }

        return place is not null;
    }

    private async Task PumpAsync(HubConnectionContext connection, Client client)
    {
        // The own transport brings its wire along.
        var direct = connection.Features.Get<IClientWire>();
        try
        {
            var pumping = new ClientPump(client.Queue, direct ?? new SignalRWire(connection)).RunAsync(connection.ConnectionAborted);
            await Task.WhenAny(pumping, client.Queue.GivenUp);
            if (client.Queue.Cut is { IsAsked: true } asked && await TryPartAsync(connection, client.Queue, asked))
            {
                await pumping;
                return;
            }

            if (client.Queue.IsGivenUp)
            {
                // The pump may hang in a write to a client that reads nothing at all; only the end of the connection frees it.
                LogGivenUp(logger, client.Id, (await client.Queue.GivenUp).Message);
                connection.Abort();
                if (direct is not null)
                {
                    connection.Features.GetRequiredFeature<IConnectionLifetimeFeature>().Abort();
                }
            }

            await pumping;
        }
        catch (OperationCanceledException exception) when (exception is ConnectionAbortedException || connection.ConnectionAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogPumpFailed(logger, client.Id, exception);
        }

        connection.Abort();
    }

    /// <summary>
    /// Ends a connection so that its client hears why and may come back by itself. False when it does not take even that in time.
    /// SignalR's own <see cref="HubConnectionContext.Abort"/> would forbid it to come back.
    /// </summary>
    private async Task<bool> TryPartAsync(HubConnectionContext connection, ClientQueue queue, ClientCut reason)
    {
        queue.Close();
        try
        {
            await connection.WriteAsync(new CloseMessage(reason.Message, allowReconnect: true)).AsTask().WaitAsync(Parting, time);
        }
        catch (TimeoutException)
        {
            return false;
        }

        var line = connection.Features.Get<IConnectionLifetimeNotificationFeature>() ?? connection.Features.Get<IConnectionLifetimeFeature>() as IConnectionLifetimeNotificationFeature;
        line?.RequestClose();
        return line is not null;
    }

    private sealed record Connected(Client Client, Task Pump, IDisposable Held, IDisposable? Place);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A SignalR connection was refused: {Refusal}")]
    private static partial void LogCrowded(ILogger logger, string refusal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A SignalR connection was refused: there are as many as 'Clients:MaxConnections' allows.")]
    private static partial void LogFull(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Client {Client} was disconnected: {Reason}.")]
    private static partial void LogGivenUp(ILogger logger, string client, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Client {Client} was disconnected by a fault of the gateway.")]
    private static partial void LogPumpFailed(ILogger logger, string client, Exception exception);
}
