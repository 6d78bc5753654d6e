using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.HomeAssistant;

namespace Gateway.Tests.DemoHubs;

/// <summary>A bare WebSocket: frames as they are, and a limit on every wait.</summary>
internal sealed class HomeAssistantClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    public ClientWebSocket Socket => _socket;

    public static async Task<HomeAssistantClient> DialAsync(HomeAssistantDemoHub hub)
    {
        var client = new HomeAssistantClient();
        using var limit = new CancellationTokenSource(Limit);
        await client._socket.ConnectAsync(new UriBuilder(hub.Url) { Scheme = "ws", Path = "/api/websocket" }.Uri, limit.Token);
        return client;
    }

    public static async Task<HomeAssistantClient> SignInAsync(HomeAssistantDemoHub hub)
    {
        var client = await DialAsync(hub);
        (await client.ReadAsync()).ShouldBe("""{"type":"auth_required","ha_version":"2023.11.3"}""");
        await client.SendAsync($$"""{"type":"auth","access_token":"{{hub.Token}}"}""");
        (await client.ReadAsync()).ShouldBe("""{"type":"auth_ok","ha_version":"2023.11.3"}""");
        return client;
    }

    public async Task SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    /// <summary>The next text frame; null at a close frame.</summary>
    public async Task<string?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var frame = new MemoryStream();
        while (true)
        {
            var chunk = await _socket.ReceiveAsync(_buffer, limit.Token);
            if (chunk.MessageType is WebSocketMessageType.Close)
                return null;
            frame.Write(_buffer, 0, chunk.Count);
            if (chunk.EndOfMessage)
                return Encoding.UTF8.GetString(frame.ToArray());
        }
    }

    public async Task<JsonNode> ReadJsonAsync() => JsonNode.Parse((await ReadAsync()).ShouldNotBeNull())!;

    public async Task<string?> AskAsync(string command)
    {
        await SendAsync(command);
        return await ReadAsync();
    }

    public async Task ShouldCloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        (await ReadAsync()).ShouldBeNull();
        _socket.CloseStatus.ShouldBe(status);
        _socket.CloseStatusDescription.ShouldBeNullOrEmpty();
    }

    /// <summary>Reads until the socket is gone without a close frame.</summary>
    public async Task ShouldBeCutAsync() => await Should.ThrowAsync<WebSocketException>(async () =>
    {
        while (await ReadAsync() is not null)
        {
            // Whatever was on its way.
        }
    });

    public void Dispose() => _socket.Dispose();
}
