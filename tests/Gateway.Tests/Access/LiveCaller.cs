using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.EndToEnd;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.Access;

/// <summary>A SignalR client with a key, which speaks the protocol itself: one call at a time, and what came meanwhile.</summary>
internal sealed class LiveCaller : IAsyncDisposable
{
    private const char Separator = '\u001e';

    private readonly ClientWebSocket _socket;
    private readonly Queue<JsonObject> _read = new();
    private string _rest = "";
    private int _calls;

    private LiveCaller(ClientWebSocket socket) => _socket = socket;

    /// <summary>The arguments of what the gateway sent by itself, by target.</summary>
    public List<(string Target, JsonObject Body)> Told { get; } = [];

    public static async Task<LiveCaller> OpenAsync(GatewayHost host, string? key) => new(await host.LiveAsync(key: key));

    /// <summary>Calls a method; its completion, with <c>result</c> or <c>error</c>.</summary>
    public async Task<JsonObject> CallAsync(string target, params JsonNode[] arguments)
    {
        var id = $"{++_calls}";
        var call = new JsonObject { ["type"] = 1, ["invocationId"] = id, ["target"] = target, ["arguments"] = new JsonArray([.. arguments]) };
        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString() + Separator), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).Soon();
        while (true)
        {
            var message = await NextAsync();
            if (message["type"]!.GetValue<int>() == 3)
            {
                message["invocationId"]!.GetValue<string>().ShouldBe(id);
                return message;
            }
        }
    }

    /// <summary>Reads on until it was told something of which this holds.</summary>
    public async Task<JsonObject> UntilToldAsync(string target, Func<JsonObject, bool> condition)
    {
        var seen = 0;
        while (true)
        {
            for (; seen < Told.Count; seen++)
            {
                if (string.Equals(Told[seen].Target, target, StringComparison.Ordinal) && condition(Told[seen].Body))
                {
                    return Told[seen].Body;
                }
            }

            await NextAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }

    private async Task<JsonObject> NextAsync()
    {
        var buffer = new byte[16 * 1024];
        while (_read.Count == 0)
        {
            var received = await _socket.ReceiveAsync(buffer, CancellationToken.None).Soon();
            received.MessageType.ShouldBe(WebSocketMessageType.Text, "the connection ended");
            _rest += Encoding.UTF8.GetString(buffer, 0, received.Count);
            var records = _rest.Split(Separator);
            _rest = records[^1];
            foreach (var record in records[..^1])
            {
                _read.Enqueue(JsonNode.Parse(record)!.AsObject());
            }
        }

        var message = _read.Dequeue();
        if (message["type"]?.GetValue<int>() == 1)
        {
            Told.Add((message["target"]!.GetValue<string>(), message["arguments"]![0]!.AsObject()));
        }

        return message;
    }
}
