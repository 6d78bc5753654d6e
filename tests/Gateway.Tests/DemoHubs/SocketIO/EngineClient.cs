using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.DemoHubs.SocketIO;

/// <summary>A bare WebSocket at a Socket.IO server: frames as they are, and a limit on every wait.</summary>
internal sealed class EngineClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly byte[] _buffer = new byte[1 << 20];

    public ClientWebSocket Socket { get; } = new();

    public static async Task<EngineClient> DialAsync(Uri hub, string query = "EIO=4&transport=websocket")
    {
        var client = new EngineClient();
        using var limit = new CancellationTokenSource(Limit);
        await client.Socket.ConnectAsync(new UriBuilder(hub) { Scheme = "ws", Path = "/socket.io/", Query = query }.Uri, limit.Token);
        return client;
    }

    /// <summary>Past the open packet and into a namespace, as an EIO4 client.</summary>
    public static async Task<EngineClient> JoinAsync(Uri hub, string join = "40", string query = "EIO=4&transport=websocket")
    {
        var client = await DialAsync(hub, query);
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("0{");
        (await client.AskAsync(join)).ShouldNotBeNull().ShouldStartWith(join.Split('{')[0] + "{\"sid\":\"");
        return client;
    }

    /// <summary>Past the open packet and the root namespace, as an EIO3 client.</summary>
    public static async Task<EngineClient> EnterAsync(Uri hub, string query = "EIO=3&transport=websocket")
    {
        var client = await DialAsync(hub, query);
        (await client.ReadAsync()).ShouldNotBeNull().ShouldStartWith("0{");
        (await client.ReadAsync()).ShouldBe("40");
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    /// <summary>The next text frame, or a binary one as <c>&lt;01-02&gt;</c>; null at a close frame.</summary>
    public async Task<string?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var frame = new MemoryStream();
        while (true)
        {
            var chunk = await Socket.ReceiveAsync(_buffer, limit.Token);
            if (chunk.MessageType is WebSocketMessageType.Close)
                return null;
            frame.Write(_buffer, 0, chunk.Count);
            if (!chunk.EndOfMessage)
                continue;
            return chunk.MessageType is WebSocketMessageType.Text ? Encoding.UTF8.GetString(frame.ToArray()) : $"<{BitConverter.ToString(frame.ToArray())}>";
        }
    }

    public async Task<JsonNode> ReadJsonAsync(string prefix)
    {
        var frame = (await ReadAsync()).ShouldNotBeNull();
        frame.ShouldStartWith(prefix);
        return JsonNode.Parse(frame[prefix.Length..])!;
    }

    public async Task<string?> AskAsync(string frame)
    {
        await SendAsync(frame);
        return await ReadAsync();
    }

    public async Task<string?> AskBinaryAsync(byte[] bytes)
    {
        await SendAsync(bytes);
        return await ReadAsync();
    }

    /// <summary>The arguments of the answer which follows next.</summary>
    public async Task<JsonArray> ReadAckAsync(string command)
    {
        var answer = (await AskAsync(command)).ShouldNotBeNull();
        answer.ShouldStartWith("43");
        return JsonNode.Parse(answer[answer.IndexOf('[', StringComparison.Ordinal)..])!.AsArray();
    }

    /// <summary>Reads past what was still on its way. A close frame without a status reads as a normal one here.</summary>
    public async Task ShouldCloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        while (await ReadAsync() is not null)
        {
            // On its way before the close frame.
        }

        Socket.CloseStatus.ShouldBe(status);
        Socket.CloseStatusDescription.ShouldBeNullOrEmpty();
    }

    /// <summary>Reads until the socket is gone without a close frame.</summary>
    public async Task ShouldBeCutAsync() => await Should.ThrowAsync<WebSocketException>(async () =>
    {
        while (await ReadAsync() is not null)
        {
            // Whatever was on its way.
        }
    });

    public void Dispose() => Socket.Dispose();

    private async Task SendAsync(byte[] bytes, WebSocketMessageType type)
    {
        using var limit = new CancellationTokenSource(Limit);
        await Socket.SendAsync(bytes, type, endOfMessage: true, limit.Token);
    }
}
