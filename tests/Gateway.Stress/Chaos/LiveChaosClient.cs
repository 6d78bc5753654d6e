using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Fakes;

namespace Gateway.Stress.Chaos;

/// <summary>A client of SignalR's JSON protocol over a WebSocket of its own.</summary>
internal sealed class LiveChaosClient : ChaosClient
{
    private const char Separator = '\x1e';
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ClientWebSocket _socket;
    private readonly Task _reading;
    private readonly Task _pinging;

    private LiveChaosClient(string name, string[] topics, ClientWebSocket socket)
        : base(name, topics)
    {
        _socket = socket;
        _reading = ReadAsync();
        _pinging = PingAsync();
    }

    public static async Task<LiveChaosClient> OpenAsync(Uri gateway, string hub, string name, string[] topics)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(gateway) { Scheme = "ws", Path = "/live" }.Uri, CancellationToken.None).Soon();
        var client = new LiveChaosClient(name, topics, socket);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        var request = new JsonObject { ["hub"] = hub, ["topics"] = new JsonArray([.. topics.Select(static topic => (JsonNode)topic)]) };
        await client.SendAsync($$"""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[{{request.ToJsonString()}}]}""");
        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading.Soon();
        await _pinging.Soon();
        _socket.Dispose();
        _turn.Dispose();
        _leaving.Dispose();
    }

    private async Task SendAsync(string record)
    {
        await _turn.WaitAsync(_leaving.Token);
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(record + Separator), WebSocketMessageType.Text, endOfMessage: true, _leaving.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PingAsync()
    {
        try
        {
            while (End is null)
            {
                await Task.Delay(PingAfter, TimeProvider.System, _leaving.Token);
                await SendAsync("""{"type":6}""");
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            // The reader tells why it ended.
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer.AsMemory(), _leaving.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    End = "the gateway closed it";
                    return;
                }

                message.Write(buffer, 0, read.Count);
                if (read.EndOfMessage)
                {
                    Take(Encoding.UTF8.GetString(message.GetBuffer().AsSpan(0, (int)message.Length)));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException)
        {
            End = exception.Message;
        }
    }

    private void Take(string records)
    {
        foreach (var record in records.Split(Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            var told = JsonNode.Parse(record)!.AsObject();
            if (told["target"]?.GetValue<string>() is { } target && told["arguments"] is JsonArray { Count: > 0 } arguments)
            {
                Keep(target, arguments[0]!.DeepClone().AsObject());
            }
        }
    }
}
