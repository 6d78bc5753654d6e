using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.DemoHubs.Deconz;
using Gateway.Tests.Fakes;

namespace Gateway.Tests.DemoHubs.Deconz;

/// <summary>A plain client of a deCONZ gateway: REST by hand, and the frames of its WebSocket one by one.</summary>
internal sealed class DeconzClient : IDisposable
{
    private readonly DeconzDemoHub _hub;
    private readonly HttpClient _http;
    private readonly ClientWebSocket _socket = new();

    public DeconzClient(DeconzDemoHub hub)
    {
        _hub = hub;
        _http = new HttpClient { BaseAddress = hub.Url };
    }

    public HttpClient Http => _http;

    public Task OpenAsync() => _socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_hub.WebSocketPort}/"), CancellationToken.None).Soon();

    /// <summary>The next frame; null for a close.</summary>
    public async Task<JsonObject?> NextAsync()
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        ValueWebSocketReceiveResult chunk;
        do
        {
            chunk = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask().Soon();
            length += chunk.Count;
        }
        while (!chunk.EndOfMessage);

        return chunk.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length))!.AsObject();
    }

    /// <summary>The next frame as text.</summary>
    public async Task<string> NextTextAsync() => (await NextAsync())!.ToJsonString();

    /// <param name="method">In capitals.</param>
    /// <param name="path">Below the key.</param>
    /// <param name="body">JSON, or nothing.</param>
    public Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(string method, string path, string? body = null) =>
        SendRawAsync(method, $"api/{_hub.Token}/{path}", body);

    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendRawAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body) };
        using var answer = await _http.SendAsync(request).Soon();
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _http.Dispose();
    }
}
